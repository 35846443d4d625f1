import { buildCallCurve, nameCall } from '#demo/world/call-curve.ts'
import type { Curve } from '#demo/world/curves.ts'
import { hashText } from '#demo/world/random.ts'
import { hasArrived, weighOutcome } from '#demo/world/requests/types.ts'
import { buildSpread, type Spread } from '#demo/world/spread.ts'
import type { World, WorldCall } from '#demo/world/types.ts'

/** A call, with what drawing its requests needs. */
export interface TreeCall {
  readonly call: WorldCall
  readonly clientCall: WorldCall
  readonly hash: number
  readonly curve: Curve
  readonly latency: Spread | undefined
  /** Its outcomes from best to worst, and the share of each that arrives at the server. */
  readonly outcomes: WorldCall['outcomes']
  readonly arriving: number
  readonly failing: number
  /**
   * What the server has of the call, where that is another than what the client has: the client's proxy tries again, or
   * waits, and tells of one request; the server tells of every try.
   */
  readonly tries?: TreeCall
  /** How many requests a second it has in one second, which is kept. */
  pace: { slot: number; perSecond: number }
}

/** Where a workload's code calls a service: one request goes to one of the service's workloads. */
export interface CallSite {
  readonly hash: number
  readonly calls: readonly TreeCall[]
  /** The share of its requests that fail, about. */
  readonly failing: number
  readonly medianMs: number
}

/** Who causes whose requests. */
export interface CallTree {
  /** All of HTTP and gRPC. */
  readonly requests: readonly TreeCall[]
  /** Calls that no request of the mesh causes: from outside, from gateways, from what works on its own. */
  readonly roots: readonly TreeCall[]
  /** By client, as `namespace/workload`. */
  readonly sites: ReadonlyMap<string, readonly CallSite[]>
  /** By server. */
  readonly inbound: ReadonlyMap<string, readonly TreeCall[]>
  /** TCP, which no request causes. */
  readonly connections: readonly TreeCall[]
  /** The workloads whose requests lead to one of this workload, itself among them. */
  listCausers(workload: string): ReadonlySet<string>
}

export const nameEnd = (end: { namespace: string; workload: string }) => `${end.namespace}/${end.workload}`

export function buildCallTree(world: World, calls: readonly WorldCall[]): CallTree {
  const views = indexViews(world, calls)
  const happening = calls.filter((call) => call.perSecond > 0 && !views.skipped.has(call))
  const all = buildTreeCalls(world, happening, views.clientCall)
  const requests = all.filter(({ call }) => call.protocol !== 'tcp')
  const tried = new Set(requests.flatMap(({ tries }) => tries ?? []))
  const told = requests.filter((made) => !tried.has(made))
  const group = (made: readonly TreeCall[], end: (call: WorldCall) => WorldCall['source']) =>
    Map.groupBy(
      made.filter(({ call }) => end(call) !== undefined),
      ({ call }) => nameEnd(end(call) ?? { namespace: '', workload: '' }),
    )
  // A server has each try, a client each request.
  const inbound = group(
    requests.filter(({ tries }) => !tries),
    ({ destination }) => destination,
  )
  const isCaused = ({ source }: WorldCall) =>
    source !== undefined && (inbound.get(nameEnd(source)) ?? []).some(({ arriving }) => arriving > 0)
  const sites = new Map(
    [...group(told, ({ source }) => source)].map(([name, made]) => [name, buildSites(made)]),
  )
  const causers = new Map<string, ReadonlySet<string>>()
  return {
    requests,
    roots: told.filter(({ call }) => !isCaused(call)),
    sites,
    inbound,
    connections: all.filter(({ call }) => call.protocol === 'tcp'),
    listCausers(workload) {
      const known = causers.get(workload)
      if (known) return known
      const found = collectCausers(listServed(workload, requests), inbound)
      causers.set(workload, found)
      return found
    },
  }
}

/**
 * What goes to a service through a waypoint is one request, told by two calls: the client's proxy, if it has one, names
 * the waypoint as its destination, the waypoint names the server.
 */
function indexViews(world: World, calls: readonly WorldCall[]) {
  const waypoints = new Set(
    world.workloads
      .filter(({ role }) => role === 'waypoint')
      .map(({ namespace, name }) => `${namespace}/${name}`),
  )
  const key = ({ source, service }: WorldCall) => `${source ? nameEnd(source) : ''}>${service.host}`
  const seen = calls.filter(
    ({ protocol, destination }) =>
      protocol !== 'tcp' && destination !== undefined && waypoints.has(nameEnd(destination)),
  )
  const byKey = new Map(seen.map((call) => [key(call), call]))
  return {
    skipped: new Set(seen),
    clientCall: (call: WorldCall) =>
      call.reporters.includes('waypoint') ? (byKey.get(key(call)) ?? call) : call,
  }
}

/** A client's call is followed by what the server has of it, where the two differ; equal names are told apart by turn. */
function buildTreeCalls(
  world: World,
  calls: readonly WorldCall[],
  clientCallOf: (call: WorldCall) => WorldCall,
): TreeCall[] {
  const turns = new Map<string, number>()
  const built = calls.map((call) => {
    const name = nameCall(call)
    const turn = turns.get(name) ?? 0
    turns.set(name, turn + 1)
    return buildTreeCall(world, call, clientCallOf(call), turn === 0 ? name : `${name} ${turn}`)
  })
  return built.map((made, index) => {
    const next = built[index + 1]
    return next && isTriedBy(made.call, next.call) ? { ...made, tries: next } : made
  })
}

const isTriedBy = (client: WorldCall, server: WorldCall) =>
  client.protocol !== 'tcp' &&
  client.destination !== undefined &&
  String(client.reporters) === 'source' &&
  String(server.reporters) === 'destination' &&
  nameCall(client) === nameCall(server)

function buildTreeCall(world: World, call: WorldCall, clientCall: WorldCall, name: string): TreeCall {
  const outcomes = call.outcomes.toSorted((left, right) => weighOutcome(left) - weighOutcome(right))
  const sum = (fits: (outcome: WorldCall['outcomes'][number]) => boolean) =>
    outcomes.filter(fits).reduce((total, { share }) => total + share, 0)
  const { median, p95 } = call.latencyMs
  return {
    call,
    clientCall,
    hash: hashText(name, world.seed),
    curve: buildCallCurve(world.seed, call),
    latency: median > 0 ? buildSpread(median, p95) : undefined,
    outcomes,
    arriving: sum((outcome) => hasArrived(call, outcome)),
    failing: sum((outcome) => weighOutcome(outcome) === 2),
    pace: { slot: -1, perSecond: 0 },
  }
}

function buildSites(made: readonly TreeCall[]): CallSite[] {
  const byService = Map.groupBy(made, ({ call }) => `${call.service.host} ${call.protocol}`)
  return [...byService].map(([name, calls]) => {
    const total = calls.reduce((sum, { call }) => sum + call.perSecond, 0)
    return {
      hash: hashText(name),
      calls,
      failing: calls.reduce((sum, { call, failing }) => sum + failing * call.perSecond, 0) / total,
      medianMs: Math.max(...calls.map(({ call }) => call.latencyMs.median)),
    }
  })
}

/** A workload itself; of a waypoint all that it stands before, too. */
function listServed(workload: string, requests: readonly TreeCall[]): string[] {
  const [namespace] = workload.split('/')
  if (workload !== `${namespace}/waypoint`) return [workload]
  const behind = requests.filter(
    ({ call }) => call.reporters.includes('waypoint') && call.service.namespace === namespace,
  )
  return [workload, ...behind.flatMap(({ call }) => (call.destination ? nameEnd(call.destination) : []))]
}

function collectCausers(served: readonly string[], inbound: CallTree['inbound']): ReadonlySet<string> {
  const found = new Set(served)
  for (const name of found) {
    for (const { call } of inbound.get(name) ?? []) if (call.source) found.add(nameEnd(call.source))
  }
  return found
}

/** How many requests of a call one second has on average, as its counters grow in it. */
export function readPace(tree: TreeCall, slot: number, startMs: number): number {
  if (tree.pace.slot !== slot) {
    const from = slot - startMs / 1000
    tree.pace = { slot, perSecond: tree.call.perSecond * (tree.curve(from + 1) - tree.curve(from)) }
  }
  return tree.pace.perSecond
}
