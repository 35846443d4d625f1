import type { ObservedDemand } from '#server/mesh/prediction/observe-demands.ts'
import {
  type DemandPart,
  type PredictedEdge,
  predictTraffic,
} from '#server/mesh/prediction/predict-traffic.ts'
import { type Asked, type EdgeJudgement, judgeEdge, nameEdge } from '#server/mesh/sandbox/judge-edge.ts'
import type { EdgeEffect, ForeseenEdge, ListSeen, Sandbox, SandboxSide } from '#server/mesh/sandbox/types.ts'

type Judge = (
  demand: Asked,
  destination: NonNullable<PredictedEdge['destination']>,
) => EdgeJudgement | undefined

/** Less than this of a change is the noise of rates. */
const leastPerSecond = 0.005

/**
 * What a sandbox would do to the traffic that was seen: each edge whose requests would be refused, let in, sent elsewhere
 * or less than now, with what decides about it before and after. The policies are asked by `askAccess`, as a cell and a
 * question are; the rates and what follows from them are those of `predictTraffic`, as a preview's.
 *
 * It yields after every demand, so that who runs it can let others have their turn.
 */
export function* foreseeAccess(
  demands: readonly ObservedDemand[],
  sandbox: Sandbox,
  listSeen: ListSeen = () => [],
): Generator<undefined, readonly ForeseenEdge[]> {
  const { before, after, isConcerned } = sandbox
  const judge = rememberJudgements(sandbox, listSeen)
  const predicted = yield* predictTraffic(demands, {
    before: before.mesh,
    after: after.mesh,
    isConcerned,
    revise: (demand, parts) => reviseParts(demand, parts, judge),
  })
  const left = new Map(predicted.map((edge) => [nameEdge(edge), edge]))
  const foreseen: ForeseenEdge[] = []
  for (const demand of demands) {
    const isTouched = isConcerned(demand)
    for (const flow of demand.flows.toSorted(putUnansweredLast)) {
      const seen = buildSeen(demand, flow)
      const traffic = left.get(nameEdge(seen)) ?? seen
      left.delete(nameEdge(seen))
      const edge = isTouched ? buildEdge(demand, traffic, judge) : follow(demand, traffic)
      if (!edge) continue
      foreseen.push(edge)
      takeFromUnanswered(left, edge, traffic)
    }
    yield undefined
  }
  for (const traffic of left.values()) {
    const edge = buildEdge(imagineDemand(traffic, after), traffic, judge)
    if (edge) foreseen.push(edge)
    yield undefined
  }
  return foreseen
}

function rememberJudgements(sandbox: Sandbox, listSeen: ListSeen): Judge {
  const known = new Map<string, EdgeJudgement | undefined>()
  return (demand, destination) => {
    const key = nameEdge({ ...demand, destination })
    if (!known.has(key)) known.set(key, judgeEdge(demand, destination, sandbox, listSeen))
    return known.get(key)
  }
}

/** The plan of a demand with what the policies' own answers say of each part; undefined where they say nothing new. */
function reviseParts(
  demand: ObservedDemand,
  parts: readonly DemandPart[],
  judge: Judge,
): readonly DemandPart[] | undefined {
  let isRevised = false
  const revised = parts.map((part) => {
    const { destination, service, perSecond } = part
    const refusedShare = destination && judge({ ...demand, service }, destination)?.refusedShare
    if (refusedShare === undefined) return part
    isRevised = true
    return { ...part, refused: perSecond * refusedShare }
  })
  return isRevised ? revised : undefined
}

type SeenFlow = ObservedDemand['flows'][number]

function putUnansweredLast(one: SeenFlow, other: SeenFlow): number {
  return Number(!one.destination) - Number(!other.destination)
}

/**
 * A handshake that fails is counted by the client's proxy alone, for no workload; as it is told with the workload that it
 * was for, it is not told again.
 */
function takeFromUnanswered(
  left: Map<string, PredictedEdge>,
  { traffic }: ForeseenEdge,
  predicted: PredictedEdge,
): void {
  const moved = traffic.after - predicted.after
  const key = nameEdge({ ...predicted, destination: undefined })
  const unanswered = left.get(key)
  if (moved <= 0 || !unanswered) return
  const { after, refusedAfter } = unanswered
  left.set(key, {
    ...unanswered,
    after: Math.max(unanswered.before, after - moved),
    refusedAfter: Math.max(unanswered.refusedBefore, refusedAfter - moved),
  })
}

function buildSeen(
  { source, service, protocol }: Asked,
  { destination, perSecond, refused }: ObservedDemand['flows'][number],
): PredictedEdge {
  const { namespace, name } = service
  const rates = { before: perSecond, after: perSecond, refusedBefore: refused, refusedAfter: refused }
  return { source, service: { namespace, name }, destination, protocol, ...rates, direct: false }
}

/** Of an edge that nothing goes over yet. */
function imagineDemand({ source, service, protocol }: PredictedEdge, { mesh }: SandboxSide): Asked {
  const { namespace, name } = service
  const ports = mesh.snapshot.find('Service', namespace, name)?.spec.ports
  const host = `${name}.${namespace}.svc.cluster.local`
  return { source, service: { namespace, name, host }, protocol, port: ports?.[0]?.port ?? 80 }
}

/** What the change touches only through what happens before it. */
function follow({ port }: Asked, traffic: PredictedEdge): ForeseenEdge | undefined {
  return isMoved(traffic) ? { effect: 'follows', traffic, port } : undefined
}

/** An edge with what is decided about it; undefined where nothing changes. */
function buildEdge(demand: Asked, traffic: PredictedEdge, judge: Judge): ForeseenEdge | undefined {
  const { port } = demand
  const judged = traffic.destination && judge(demand, traffic.destination)
  if (!judged) {
    // The client's own proxy answers, or would: a fault, a missing host or subset, a route that ends there.
    const effect = judgeRates(traffic)
    return effect && { effect, traffic, port }
  }
  const { refusedShare, isOpen, ...told } = judged
  const settled = refusedShare === undefined ? traffic : settle(traffic, refusedShare)
  const effect = judgeRates(settled)
  if (!isOpen) return effect && { ...told, port, effect, traffic: settled }
  if (refusedShare !== undefined && effect === 'refused') return { ...told, port, effect, traffic: settled }
  const { refusedAfter, ...open } = settled
  // That none of some requests is refused says little of the others: it is told all the same.
  return {
    ...told,
    port,
    effect: 'depends',
    traffic: refusedShare === undefined ? open : { ...open, refusedAfter },
  }
}

/**
 * An edge of which so much would be refused. What is refused now is told by telemetry, whatever the policies depend on; a
 * request that fails before it arrives counts to the workload that it is for.
 */
function settle(traffic: PredictedEdge, refusedShare: number): PredictedEdge {
  const after = refusedShare === 1 && traffic.after === 0 ? traffic.before : traffic.after
  return { ...traffic, after, refusedAfter: after * refusedShare, direct: true }
}

function judgeRates(traffic: PredictedEdge): EdgeEffect | undefined {
  const { refusedBefore, refusedAfter, direct } = traffic
  if (!isMoved(traffic) && Math.abs(refusedAfter - refusedBefore) <= leastPerSecond) return undefined
  if (!direct) return 'follows'
  if (refusedAfter - refusedBefore > leastPerSecond) return 'refused'
  return refusedBefore - refusedAfter > leastPerSecond ? 'opened' : 'moved'
}

function isMoved({ before, after }: PredictedEdge): boolean {
  return Math.abs(after - before) > Math.max(leastPerSecond, 0.01 * Math.max(before, after))
}
