import type { Finding } from '#contract/words.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { mayLookInto } from '#server/mesh/objects/cut-to-viewer.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { type ObservedDemand, observeDemands } from '#server/mesh/prediction/observe-demands.ts'
import { buildGraphQueries } from '#server/mesh/promql/graph-queries.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { askPrometheus, isFailed, tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { wordFinding } from '#server/words.ts'

/** Who asks whom how much now, as far as the viewer may know it. */
export interface Demands {
  readonly list: readonly ObservedDemand[]
  readonly notes: readonly Finding[]
}

/** As often as proxies are scraped, more or less: who types asks again and again. */
const keptMs = 15_000
const facts = ['requests', 'tcp'] as const

interface Kept extends Demands {
  /** Of which Prometheus. */
  readonly of: unknown
  readonly key: string
  readonly untilMs: number
}
const kept = new WeakMap<ViewerAccess, Kept>()

/**
 * The traffic of now between workloads of namespaces that the viewer may look into. A Prometheus that does not answer
 * leaves a note and no demand.
 */
export async function gatherDemands(
  {
    whole,
    cut,
    access,
    rangeSeconds,
  }: { whole: MeshSnapshot; cut: MeshSnapshot; access: ViewerAccess; rangeSeconds: number },
  context: UseCaseContext,
): Promise<Demands> {
  const { adapters, nowMs, config } = context
  const key = String(rangeSeconds)
  const recent = kept.get(access)
  if (recent && recent.of === adapters.prometheus && recent.key === key && recent.untilMs > nowMs)
    return recent
  const followed = adapters.kubernetes.status().namespaces
  const chosen = chooseNamespaces(undefined, { cut, whole, access, followed })
  const queries = buildGraphQueries({
    namespaces: chosen.all ? undefined : [...chosen.asked],
    without: ['messages'],
    rangeSeconds,
    reporters: { waypoint: true, ztunnel: true },
    idleEdges: false,
    operations: false,
    latency: 'none',
    everywhere: readQueryScope(config),
  })
  const wanted = new Map(facts.map((fact) => [fact, queries.get(fact) ?? '']))
  const answers = await askPrometheus(wanted, nowMs, context, await readBounds(context))
  const failed = [...answers.values()].filter(isFailed)
  const read = (fact: (typeof facts)[number]) => {
    const answer = answers.get(fact)
    return answer && !isFailed(answer) ? answer : []
  }
  const all = observeDemands({ requests: read('requests'), tcp: read('tcp') }, cut)
  const list = all.filter((demand) => isVisible(demand, access))
  const [first] = failed
  const notes = [
    ...(first ? [wordFinding('finding', 'blast-unknown', { reason: tellFailure(first.failure) })] : []),
    ...(list.length < all.length ? [wordFinding('finding', 'blast-hidden', {})] : []),
  ]
  const demands = { list, notes }
  if (!first) kept.set(access, { ...demands, of: adapters.prometheus, key, untilMs: nowMs + keptMs })
  return demands
}

/** Both ends, and the service between them, are of namespaces that the viewer may look into. */
function isVisible({ source, service, flows }: ObservedDemand, access: ViewerAccess): boolean {
  const ends = [source, ...flows.map(({ destination }) => destination)]
  return (
    mayLookInto(access, service.namespace) && ends.every((end) => !end || mayLookInto(access, end.namespace))
  )
}
