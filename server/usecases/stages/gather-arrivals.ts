import type { Notice } from '#contract/words.ts'
import { type Arrival, foldArrivals } from '#server/mesh/access/fold-arrivals.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { type AccessFact, buildAccessQueries } from '#server/mesh/promql/access-queries.ts'
import { chooseWindow } from '#server/mesh/promql/choose-window.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { askPrometheus, isFailed, tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { buildVisibility, type ChosenNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { wordFinding } from '#server/words.ts'

export interface GatheredArrivals {
  /** Undefined while Prometheus does not tell. */
  readonly arrivals: readonly Arrival[] | undefined
  readonly rangeSeconds: number
  readonly notices: readonly Notice[]
}

/** Who came to the workloads of the chosen namespaces. Prometheus is optional: without it nothing is known of use. */
export async function gatherArrivals(
  asked: {
    readonly chosen: ChosenNamespaces
    readonly cut: MeshSnapshot
    readonly access: ViewerAccess
    readonly rangeSeconds: number
  },
  context: UseCaseContext,
): Promise<GatheredArrivals> {
  const { config, nowMs } = context
  const bounds = await readBounds(context)
  const { rangeSeconds } = chooseWindow(asked.rangeSeconds, 0, bounds)
  const answers = await askPrometheus<AccessFact>(
    buildAccessQueries({
      namespaces: asked.chosen.all ? undefined : [...asked.chosen.asked],
      rangeSeconds,
      everywhere: readQueryScope(config),
    }),
    nowMs,
    context,
    bounds,
  )
  const failure = [...answers.values()].find(isFailed)?.failure
  if (failure) {
    const words = wordFinding('notice', 'access-without-traffic', { reason: tellFailure(failure) })
    return {
      arrivals: undefined,
      rangeSeconds,
      notices: [{ ...words, severity: 'warning', adapter: 'prometheus' }],
    }
  }
  const read = (fact: AccessFact) => {
    const answer = answers.get(fact)
    return answer && !isFailed(answer) ? answer : []
  }
  const arrivals = foldArrivals({
    requests: read('requests'),
    connections: read('connections'),
    cluster: asked.cut.cluster,
    mayName: buildVisibility(asked.access, config.VARDIA_NAMESPACE_EXCLUDES),
  })
  return { arrivals, rangeSeconds, notices: [] }
}
