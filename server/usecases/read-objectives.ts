import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { objectives } from '#contract/objectives.ts'
import type { Notice } from '#contract/words.ts'
import { nameAbout } from '#server/mesh/alerts/list-subjects.ts'
import { averagedName, buildObjectives, listUnmeasured } from '#server/mesh/objectives/build-objectives.ts'
import { compareObjectives, judgeObjective } from '#server/mesh/objectives/judge-objective.ts'
import type { ObjectiveFacts } from '#server/mesh/objectives/types.ts'
import { buildMeanQueries, buildObjectiveQueries } from '#server/mesh/promql/objective-queries.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { askPrometheus, isFailed } from '#server/usecases/stages/ask-prometheus.ts'
import { buildVisibility, chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { chooseSubjects } from '#server/usecases/stages/choose-subjects.ts'
import { gatherRules } from '#server/usecases/stages/gather-rules.ts'
import { presentObjective } from '#server/usecases/stages/present-objective.ts'
import { readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'

type Answer = CallOutput<typeof objectives>

const mostObjectives = 200

/**
 * How far service level objectives are kept, out of what the rules of Sloth and Pyrra record. The cluster's objects, which
 * say what may be told, and Prometheus are essential; that it tells no rules or alerts costs those only. Who may not see
 * every namespace is told of objectives that name a namespace of theirs, and of no other.
 *
 * Throws Problem unavailable (Prometheus is not configured or away), not-found (none of the asked namespaces is visible),
 * or what the adapters throw.
 */
export const readObjectives: UseCase<CallArguments<typeof objectives>, Answer> = async (input, context) => {
  const { adapters, config, nowMs } = context
  const { kubernetes } = adapters
  const view = await readView(context)
  const { cut, access } = view
  const chosen = chooseNamespaces(input.namespaces, view)
  const { facts, notices } = await gatherObjectives(context)
  const isVisible = buildVisibility(access, config.VARDIA_NAMESPACE_EXCLUDES)
  const subjects = chooseSubjects(input, cut, config)
  const told = buildObjectives(facts)
    .filter(({ about }) => !isVisible || (about !== undefined && isVisible(about.namespace)))
    .filter(({ about }) => !input.namespaces || (about !== undefined && chosen.asked.has(about.namespace)))
    .filter(({ about }) => !subjects || (about !== undefined && subjects.has(nameAbout(about))))
    .map((objective) => ({ objective, verdict: judgeObjective(objective) }))
    .sort(compareObjectives)
  return {
    asOf: new Date(nowMs).toISOString(),
    items: told.slice(0, mostObjectives).map((one) => presentObjective(one, cut)),
    total: told.length,
    notices: [...tellCluster(kubernetes.status(), nowMs), ...chosen.notices, ...notices],
  }
}

async function gatherObjectives(
  context: UseCaseContext,
): Promise<{ readonly facts: ObjectiveFacts; readonly notices: readonly Notice[] }> {
  const { config, nowMs } = context
  const everywhere = readQueryScope(config)
  const bounds = await readBounds(context)
  const [answers, { rules, alerts, notices }] = await Promise.all([
    askPrometheus(buildObjectiveQueries(everywhere), nowMs, context, bounds),
    gatherRules(context, bounds),
  ])
  const failed = [...answers.values()].find(isFailed)
  if (failed) throw failed.failure
  const samples = [...answers.values()].flatMap((answer) => (isFailed(answer) ? [] : answer))
  const means = buildMeanQueries(listUnmeasured({ samples, rules, alerts }), everywhere)
  const averaged = [...(await askPrometheus(means, nowMs, context, bounds)).values()].flatMap((answer) =>
    isFailed(answer)
      ? []
      : answer.map(({ metric, value }) => ({ metric: { ...metric, __name__: averagedName }, value })),
  )
  return { facts: { samples: [...samples, ...averaged], rules, alerts }, notices }
}
