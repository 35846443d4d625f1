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
  const all = calls
    .filter((call) => call.perSecond > 0 && !views.skipped.has(call))
    .map((call) => buildTreeCall(world, call, views.clientCall(call)))
  const requests = all.filter(({ call }) => call.protocol !== 'tcp')
  const group = (end: (call: WorldCall) => WorldCall['source']) =>
    Map.groupBy(
      requests.filter(({ call }) => end(call) !== undefined),
      ({ call }) => nameEnd(end(call) ?? { namespace: '', workload: '' }),
    )
  const inbound = group(({ destination }) => destination)
  const isCaused = ({ source }: WorldCall) =>
    source !== undefined && (inbound.get(nameEnd(source)) ?? []).some(({ arriving }) => arriving > 0)
  const sites = new Map([...group(({ source }) => source)].map(([name, made]) => [name, buildSites(made)]))
  const causers = new Map<string, ReadonlySet<string>>()
  return {
    requests,
    roots: requests.filter(({ call }) => !isCaused(call)),
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

function buildTreeCall(world: World, call: WorldCall, clientCall: WorldCall): TreeCall {
  const outcomes = call.outcomes.toSorted((left, right) => weighOutcome(left) - weighOutcome(right))
  const sum = (fits: (outcome: WorldCall['outcomes'][number]) => boolean) =>
    outcomes.filter(fits).reduce((total, { share }) => total + share, 0)
  const { median, p95 } = call.latencyMs
  return {
    call,
    clientCall,
    hash: hashText(nameCall(call), world.seed),
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
