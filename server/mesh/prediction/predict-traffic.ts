import type { Demand, WorkloadRef } from '#server/mesh/prediction/demand.ts'
import { type Flow, namePlan } from '#server/mesh/prediction/flow.ts'
import { guessRequests } from '#server/mesh/prediction/guess-requests.ts'
import type { MeshFacts } from '#server/mesh/prediction/mesh-facts.ts'
import type { ObservedDemand } from '#server/mesh/prediction/observe-demands.ts'
import { planFlows } from '#server/mesh/prediction/plan-flows.ts'

/** Calls of one client for one service to one workload, now and as they would be. */
export interface PredictedEdge {
  readonly source?: WorkloadRef | undefined
  readonly service: { readonly namespace: string; readonly name: string }
  /** Absent for what a client's own proxy answers. */
  readonly destination?: WorkloadRef | undefined
  readonly protocol: Demand['protocol']
  /** A second: requests, or bytes of `tcp`. */
  before: number
  after: number
  refusedBefore: number
  refusedAfter: number
  /** The change itself decides otherwise about it; else it follows what happens before it. */
  direct: boolean
}

/** A part of a demand as it would be. */
export interface DemandPart {
  readonly service: Demand['service']
  readonly destination?: WorkloadRef | undefined
  readonly perSecond: number
  readonly refused: number
}

interface Planned {
  readonly demand: ObservedDemand
  readonly parts: readonly DemandPart[]
  readonly direct: boolean
}

/** Longer chains of services than this settle in later rounds; cycles are cut here. */
const rounds = 12

/**
 * What would become of the traffic of now under a changed configuration, by the core's own rules: route tables, subsets,
 * TLS of both sides and policies. Who is asked less asks less in turn.
 *
 * It yields within and after every demand and after every round, so that who runs it can let others have their turn.
 *
 * @returns the edges of all demands that it or its consequences touch
 */
export function* predictTraffic(
  demands: readonly ObservedDemand[],
  facts: {
    readonly before: MeshFacts
    readonly after: MeshFacts
    /** Whether the change may touch it at all; what it does not touch is not worked out. */
    readonly isConcerned: (demand: ObservedDemand) => boolean
    /** Who knows better what would be refused of a demand; undefined where it is as planned. */
    readonly revise?: (
      demand: ObservedDemand,
      parts: readonly DemandPart[],
    ) => readonly DemandPart[] | undefined
  },
): Generator<undefined, readonly PredictedEdge[]> {
  const planned: Planned[] = []
  for (const demand of demands) {
    if (facts.isConcerned(demand)) {
      const plan = yield* planDemand(demand, facts)
      const parts = facts.revise?.(demand, plan.parts)
      planned.push(parts ? { demand, parts, direct: true } : plan)
    } else planned.push(keepDemand(demand))
    yield undefined
  }
  if (!planned.some(({ direct }) => direct)) return []
  yield undefined
  const paces = yield* settlePaces(planned)
  yield undefined
  return joinEdges(planned, paces)
}

function keepDemand(demand: ObservedDemand): Planned {
  const { flows, service } = demand
  return {
    demand,
    direct: false,
    parts: flows.map(({ destination, perSecond, refused }) => ({ service, destination, perSecond, refused })),
  }
}

/** The first demand of a namespace builds what its proxies know, once for each of both meshes: a turn for each. */
function* planDemand(
  demand: ObservedDemand,
  { before, after }: { before: MeshFacts; after: MeshFacts },
): Generator<undefined, Planned> {
  const requests = guessRequests(demand, before)
  yield undefined
  const now = planFlows(demand, requests, before)
  yield undefined
  const then = planFlows(demand, requests, after)
  if (!now || !then || namePlan(now) === namePlan(then)) return keepDemand(demand)
  const parts = then.map((flow): DemandPart => {
    const perSecond = demand.perSecond * flow.share
    return {
      service: flow.service,
      destination: flow.destination,
      perSecond,
      refused: isRefused(flow) ? perSecond : 0,
    }
  })
  return { demand, parts, direct: true }
}

function isRefused({ answer, denied }: Flow): boolean {
  return denied !== undefined || (answer !== undefined && (answer.flags !== '-' || /^[45]/.test(answer.code)))
}

interface Arrival {
  readonly source: string
  readonly destination: string
  readonly perSecond: number
}

/** By how much more or less each client asks: as much as it is asked itself. Who nobody is seen to ask keeps its pace. */
function* settlePaces(planned: readonly Planned[]): Generator<undefined, ReadonlyMap<string, number>> {
  const atFirst = new Map<string, number>()
  for (const { demand } of planned)
    for (const { destination, perSecond, refused } of demand.flows)
      if (destination) add(atFirst, nameWorkload(destination), perSecond - refused)
  // Named once: the rounds go through all of them again and again.
  const arrivals = planned.flatMap(({ demand, parts }) => {
    const source = nameWorkload(demand.source)
    return parts.flatMap(({ destination, perSecond, refused }): Arrival[] =>
      destination ? [{ source, destination: nameWorkload(destination), perSecond: perSecond - refused }] : [],
    )
  })
  let paces = new Map<string, number>()
  for (let round = 0; round < rounds; round += 1) {
    const now = new Map<string, number>()
    for (const { source, destination, perSecond } of arrivals)
      add(now, destination, perSecond * (paces.get(source) ?? 1))
    const next = new Map<string, number>()
    let settled = true
    for (const [name, first] of atFirst) {
      const pace = first > 0 ? (now.get(name) ?? 0) / first : 1
      if (Math.abs(pace - (paces.get(name) ?? 1)) >= 1e-6) settled = false
      // Only what differs is kept, which is little.
      if (Math.abs(pace - 1) >= 1e-6) next.set(name, pace)
    }
    paces = next
    if (settled) break
    yield undefined
  }
  return paces
}

function joinEdges(
  planned: readonly Planned[],
  paces: ReadonlyMap<string, number>,
): readonly PredictedEdge[] {
  const edges = new Map<string, PredictedEdge>()
  const find = (demand: Demand, service: Demand['service'], destination: WorkloadRef | undefined) => {
    const { source, protocol } = demand
    const { namespace, name } = service
    const key = `${nameWorkload(source)}>${namespace}/${name}>${nameWorkload(destination)} ${protocol}`
    const known = edges.get(key)
    if (known) return known
    const counts = { before: 0, after: 0, refusedBefore: 0, refusedAfter: 0, direct: false }
    const edge = { source, service: { namespace, name }, destination, protocol, ...counts }
    edges.set(key, edge)
    return edge
  }
  for (const { demand, parts, direct } of planned) {
    // What neither the change nor its consequences touch is as it was.
    if (!direct && !paces.has(nameWorkload(demand.source))) continue
    for (const { destination, perSecond, refused } of demand.flows) {
      const edge = find(demand, demand.service, destination)
      edge.before += perSecond
      edge.refusedBefore += refused
      edge.direct ||= direct
    }
    const pace = paces.get(nameWorkload(demand.source)) ?? 1
    for (const { service, destination, perSecond, refused } of parts) {
      const edge = find(demand, service, destination)
      edge.after += perSecond * pace
      edge.refusedAfter += refused * pace
      edge.direct ||= direct
    }
  }
  return [...edges.values()]
}

function add(sums: Map<string, number>, name: string, value: number): void {
  sums.set(name, (sums.get(name) ?? 0) + value)
}

export function nameWorkload(ref: WorkloadRef | undefined): string {
  return ref ? `${ref.namespace}/${ref.workload}` : ''
}
