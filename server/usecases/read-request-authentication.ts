import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { requestAuthentication } from '#contract/request-authentication.ts'
import type { Notice } from '#contract/words.ts'
import { listTokenRules } from '#server/mesh/authentication/list-token-rules.ts'
import { listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import { buildKeyFetchQueries, type KeyFetchFact } from '#server/mesh/promql/key-fetch-queries.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { askPrometheus, isFailed } from '#server/usecases/stages/ask-prometheus.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Answer = CallOutput<typeof requestAuthentication>

const mostWorkloads = 100
const mostNamed = 5
const hourSeconds = 3_600

/**
 * The rules about tokens in the chosen namespaces. The cluster's objects are essential, Prometheus is not; no key is
 * fetched. Throws Problem not-found when none of the asked namespaces is visible.
 */
export const readRequestAuthentication: UseCase<CallArguments<typeof requestAuthentication>, Answer> = async (
  input,
  context,
) => {
  const { adapters, nowMs } = context
  const view = await readView(context)
  const { cut, access, labels } = view
  const status = adapters.kubernetes.status()
  const chosen = chooseNamespaces(input.namespaces, view)
  const names = [...chosen.asked].sort()
  const workloads = names
    .flatMap((namespace) => listWorkloadsOfNamespace(cut, namespace, labels))
    .filter(
      ({ mode, role }) => mode === 'sidecar' || mode === 'mixed' || role === 'gateway' || role === 'waypoint',
    )
  const fetches = await readFetches(context)
  const unseen = [...new Set([cut.rootNamespace, ...names])].filter(
    (namespace) => !access.may('list', 'RequestAuthentication', namespace),
  )
  return {
    asOf: new Date(nowMs).toISOString(),
    rules: listTokenRules(cut, workloads, chosen.asked).map(({ workloads: own, ...rule }) => ({
      ...rule,
      audiences: [...rule.audiences],
      from: [...rule.from],
      workloads: own.slice(0, mostWorkloads).map(({ namespace, name }) => `${namespace}/${name}`),
      workloadsTotal: own.length,
      reasons: rule.reasons.map(({ code, params }) => wordFinding('finding', code, params)),
    })),
    ...(fetches ? { fetches } : {}),
    notices: [...tellCluster(status, nowMs), ...chosen.notices, ...tellUnseen(unseen)],
  }
}

async function readFetches(context: UseCaseContext): Promise<Answer['fetches']> {
  const { config, nowMs } = context
  const answers = await askPrometheus<KeyFetchFact>(
    buildKeyFetchQueries(hourSeconds, readQueryScope(config)),
    nowMs,
    context,
    await readBounds(context),
  )
  const read = (fact: KeyFetchFact) => {
    const samples = answers.get(fact)
    const value = samples && !isFailed(samples) ? samples[0]?.value : undefined
    return value !== undefined && Number.isFinite(value) ? value * hourSeconds : undefined
  }
  const [succeeded, failed] = [read('succeeded'), read('failed')]
  return succeeded === undefined && failed === undefined
    ? undefined
    : { succeeded: succeeded ?? 0, failed: failed ?? 0 }
}

function tellUnseen(namespaces: readonly string[]): readonly Notice[] {
  if (namespaces.length === 0) return []
  const named = namespaces.slice(0, mostNamed).join(', ')
  const params = { names: namespaces.length > mostNamed ? `${named}, …` : named }
  return [
    { ...wordFinding('notice', 'authentication-unseen', params), severity: 'info', adapter: 'kubernetes' },
  ]
}
