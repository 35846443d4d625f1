import type { Notice } from '#contract/words.ts'
import { gatherTraffic, type MeshTraffic } from '#server/mesh/health/gather-traffic.ts'
import type { JudgingFacts } from '#server/mesh/health/judge-object.ts'
import { parseHealthRates } from '#server/mesh/health/parse-rates.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { chooseWindow } from '#server/mesh/promql/choose-window.ts'
import { buildHealthQueries, type HealthFact } from '#server/mesh/promql/health-queries.ts'
import type { Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { askPrometheus, isFailed, tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { buildVisibility, type ChosenNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { wordFinding } from '#server/words.ts'

export interface GatheredHealth {
  /** What objects are judged by; its traffic is undefined when any part of it could not be read. */
  readonly facts: JudgingFacts
  readonly notices: readonly Notice[]
  /** Every question was answered. */
  readonly whole: boolean
}

/**
 * Asks Prometheus what the objects of the chosen namespaces received and sent, all at once. Prometheus is optional: when
 * one question fails the traffic is unknown, for judged by half of it an object would look better, or idler, than it is.
 */
export async function gatherHealth(
  asked: {
    readonly chosen: ChosenNamespaces
    readonly cut: MeshSnapshot
    readonly access: ViewerAccess
    readonly rangeSeconds: number
  },
  context: UseCaseContext,
): Promise<GatheredHealth> {
  const { chosen, cut, access } = asked
  const { config, nowMs } = context
  const bounds = await readBounds(context)
  const { rangeSeconds } = chooseWindow(asked.rangeSeconds, 0, bounds)
  const namespaces = chosen.all ? undefined : [...chosen.asked]
  const answers = await askPrometheus<HealthFact>(
    buildHealthQueries({ namespaces, rangeSeconds, everywhere: readQueryScope(config) }),
    nowMs,
    context,
    bounds,
  )
  const failure = [...answers.values()].find(isFailed)?.failure
  const mayName = buildVisibility(access, config.VARDIA_NAMESPACE_EXCLUDES)
  const read = (fact: HealthFact) => {
    const answer = answers.get(fact)
    return answer && !isFailed(answer) ? answer : []
  }
  const sort = (): MeshTraffic =>
    gatherTraffic(
      {
        received: read('received'),
        receivedByCallers: read('receivedByCallers'),
        sent: read('sent'),
        unanswered: read('unanswered'),
        bytesReceived: read('bytesReceived'),
        bytesSent: read('bytesSent'),
      },
      cut.cluster,
      mayName,
    )
  return {
    facts: {
      rates: parseHealthRates(config.VARDIA_HEALTH_RATES),
      rangeSeconds,
      traffic: failure ? undefined : sort(),
    },
    notices: tellNoTraffic(failure),
    whole: !failure,
  }
}

function tellNoTraffic(failure: Problem | undefined): readonly Notice[] {
  if (!failure) return []
  const params = { reason: tellFailure(failure) }
  return [
    {
      ...wordFinding('notice', 'health-without-traffic', params),
      severity: 'warning',
      adapter: 'prometheus',
    },
  ]
}
