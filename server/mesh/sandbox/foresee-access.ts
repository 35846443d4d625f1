import type { AccessAnswer, AccessQuestion } from '#server/mesh/access/types.ts'
import type { ObservedDemand } from '#server/mesh/prediction/observe-demands.ts'
import { nameWorkload, type PredictedEdge, predictTraffic } from '#server/mesh/prediction/predict-traffic.ts'
import { askSide, buildQuestion, fillQuestion } from '#server/mesh/sandbox/ask-edge.ts'
import type {
  EdgeEffect,
  ForeseenEdge,
  ListSeen,
  SampledRequests,
  Sandbox,
  SandboxSide,
} from '#server/mesh/sandbox/types.ts'

/** Less than this of a change is the noise of rates. */
const leastPerSecond = 0.005

/**
 * What a sandbox would do to the traffic that was seen: each edge whose requests would be refused, let in, sent elsewhere
 * or less than now, with what decides about it before and after. The policies are asked by `askAccess`, as a cell and a
 * question are; the rates are those of `predictTraffic`, as a preview's.
 *
 * It yields after every demand, so that who runs it can let others have their turn.
 */
export function* foreseeAccess(
  demands: readonly ObservedDemand[],
  sandbox: Sandbox,
  listSeen: ListSeen = () => [],
): Generator<undefined, readonly ForeseenEdge[]> {
  const { before, after } = sandbox
  const isConcerned = (demand: ObservedDemand) => sandbox.isConcerned(demand)
  const predicted = yield* predictTraffic(demands, { before: before.mesh, after: after.mesh, isConcerned })
  const left = new Map(predicted.map((edge) => [nameEdge(edge), edge]))
  const foreseen: ForeseenEdge[] = []
  for (const demand of demands) {
    const isTouched = sandbox.isConcerned(demand)
    for (const flow of demand.flows.toSorted(putUnansweredLast)) {
      const seen = buildSeen(demand, flow)
      const traffic = left.get(nameEdge(seen)) ?? seen
      left.delete(nameEdge(seen))
      const edge = isTouched ? judgeEdge(demand, traffic, sandbox, listSeen) : follow(demand, traffic)
      if (!edge) continue
      foreseen.push(edge)
      takeFromUnanswered(left, edge, traffic)
    }
    yield undefined
  }
  for (const traffic of left.values()) {
    const edge = judgeEdge(imagineDemand(traffic, after), traffic, sandbox, listSeen)
    if (edge) foreseen.push(edge)
    yield undefined
  }
  return foreseen
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

type Asked = Pick<ObservedDemand, 'source' | 'service' | 'protocol' | 'port'>

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

function nameEdge({ source, service, destination, protocol }: PredictedEdge): string {
  return `${nameWorkload(source)}>${service.namespace}/${service.name}>${nameWorkload(destination)} ${protocol}`
}

/** What the change touches only through what happens before it. */
function follow({ port }: Asked, traffic: PredictedEdge): ForeseenEdge | undefined {
  return isMoved(traffic) ? { effect: 'follows', traffic, port } : undefined
}

function judgeEdge(
  demand: Asked,
  traffic: PredictedEdge,
  sandbox: Sandbox,
  listSeen: ListSeen,
): ForeseenEdge | undefined {
  const { destination } = traffic
  const { port } = demand
  const question = destination && buildQuestion(demand, destination, sandbox.after)
  if (!question) return judgeUnanswered(demand, traffic)
  const answerBefore = askSide(sandbox.before, question)
  const answerAfter = askSide(sandbox.after, question)
  const edge = { port, question, answerBefore, answerAfter }
  if (!isDecidedAnew(answerBefore, answerAfter, sandbox.changed)) {
    const effect = judgeRates(traffic)
    return effect && { ...edge, effect, traffic }
  }
  if (answerAfter.decision === 'DEPENDS') return judgeSampled(demand, { ...edge, traffic }, sandbox, listSeen)
  return settle({ ...edge, traffic }, answerAfter.decision === 'DENY' ? 1 : 0)
}

/** The client's own proxy answers, or would: a fault, a missing host or subset, a route that ends there. */
function judgeUnanswered({ port }: Asked, traffic: PredictedEdge): ForeseenEdge | undefined {
  const effect = judgeRates(traffic)
  return effect && { effect, traffic, port }
}

/** Whether the answers differ, or depend on a rule of what is tried. */
function isDecidedAnew(before: AccessAnswer, after: AccessAnswer, changed: ReadonlySet<string>): boolean {
  if (before.decision !== after.decision) return true
  return before.decision === 'DEPENDS' && [before, after].some((answer) => hangsOn(answer, changed))
}

function hangsOn({ hops }: AccessAnswer, changed: ReadonlySet<string>): boolean {
  return hops.some(
    ({ outcome, decidedBy }) =>
      outcome === 'depends' &&
      decidedBy.some(({ namespace, policy }) => changed.has(`${namespace}/${policy}`)),
  )
}

type Judged = Omit<ForeseenEdge, 'effect' | 'traffic'> & { readonly traffic: PredictedEdge }

/**
 * An edge of which so much would be refused. What is refused now is told by telemetry, whatever the policies depend on; a
 * request that fails before it arrives counts to the workload that it is for.
 */
function settle(edge: Judged, refusedShare: number): ForeseenEdge | undefined {
  const { before, after, refusedBefore } = edge.traffic
  const arriving = refusedShare > 0 ? Math.max(before, after) : after
  const traffic = { ...edge.traffic, after: arriving, refusedAfter: arriving * refusedShare }
  const effect = judgeRates({ ...traffic, direct: true })
  return effect && { ...edge, effect, traffic: { ...traffic, refusedBefore } }
}

function judgeSampled(
  demand: Asked,
  edge: Judged & { readonly question: AccessQuestion },
  sandbox: Sandbox,
  listSeen: ListSeen,
): ForeseenEdge | undefined {
  const sampled = countSampled(demand, edge, sandbox, listSeen)
  const { refusedAfter: _, ...traffic } = edge.traffic
  if (!sampled || sampled.undecided > 0)
    return { ...edge, effect: 'depends', traffic, ...(sampled ? { sampled } : {}) }
  const refusedShare = sampled.refusedAfter / sampled.requests
  // That none of some requests is refused says little of the others: it is told all the same.
  return (
    settle({ ...edge, sampled }, refusedShare) ?? {
      ...edge,
      effect: 'depends',
      traffic: { ...traffic, refusedAfter: traffic.after * refusedShare },
      sampled,
    }
  )
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

function countSampled(
  demand: Asked,
  { traffic, question }: { readonly traffic: PredictedEdge; readonly question: AccessQuestion },
  { before, after }: Sandbox,
  listSeen: ListSeen,
): SampledRequests | undefined {
  if (!traffic.destination || demand.protocol === 'tcp') return undefined
  const counts = { requests: 0, refusedBefore: 0, refusedAfter: 0, undecided: 0 }
  for (const seen of listSeen(demand.source, traffic.destination)) {
    const filled = fillQuestion(question, seen, demand.service)
    const decisions = [askSide(before, filled).decision, askSide(after, filled).decision]
    counts.requests += seen.count
    if (decisions[0] === 'DENY') counts.refusedBefore += seen.count
    if (decisions[1] === 'DENY') counts.refusedAfter += seen.count
    if (decisions.includes('DEPENDS')) counts.undecided += seen.count
  }
  return counts.requests > 0 ? counts : undefined
}
