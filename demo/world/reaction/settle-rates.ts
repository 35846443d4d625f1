import type { Demand } from '#demo/world/reaction/demand.ts'
import type { WorldCall } from '#demo/world/types.ts'

/** Calls of a demand as they are now, for a demand of one request a second. */
export interface PlannedDemand {
  readonly demand: Demand
  readonly calls: readonly WorldCall[]
  /** Whether its client has a ready pod. */
  readonly alive: boolean
}

/** Longer chains of services than this settle in later rounds; cycles are cut here. */
const rounds = 12

/**
 * How much of its first pace each client asks at: as much as it is asked itself. A service that gets half of its requests
 * makes half of its own; who is asked by nobody of the mesh keeps its pace. Requests that a proxy refuses or answers in
 * the place of a server cause nothing behind it.
 *
 * @param first the calls of the beginning
 */
export function settlePaces(
  planned: readonly PlannedDemand[],
  first: readonly WorldCall[],
): ReadonlyMap<string, number> {
  const atFirst = sumArrivals(first.map((call) => [call, call.perSecond]))
  const alive = new Map(planned.map(({ demand, alive }) => [nameClient(demand.source), alive]))
  let paces = new Map<string, number>()
  for (let round = 0; round < rounds; round += 1) {
    const now = sumArrivals(
      planned.flatMap(({ demand, calls }) => {
        const asked = demand.perSecond * (paces.get(nameClient(demand.source)) ?? 1)
        return calls.map((call) => [call, asked * call.perSecond] as const)
      }),
    )
    const next = new Map<string, number>()
    for (const [client, isAlive] of alive) {
      const before = atFirst.get(client) ?? 0
      next.set(client, isAlive ? (before > 0 ? (now.get(client) ?? 0) / before : 1) : 0)
    }
    if (isSame(paces, next)) return next
    paces = next
  }
  return paces
}

/** Requests a second that reach the code of each workload. */
function sumArrivals(calls: readonly (readonly [WorldCall, number])[]): ReadonlyMap<string, number> {
  const arrivals = new Map<string, number>()
  for (const [call, perSecond] of calls) {
    if (!call.destination || isRefused(call)) continue
    const name = nameClient(call.destination)
    // Client and server tell of the same requests; a call that only one of them tells counts by the server's.
    const counted =
      call.reporters.length === 1 && call.reporters[0] === 'source' && call.security === 'mutual_tls'
    if (!counted) arrivals.set(name, (arrivals.get(name) ?? 0) + perSecond)
  }
  return arrivals
}

function isRefused({ outcomes }: WorldCall): boolean {
  return outcomes.every(({ code, grpcStatus }) => code === '403' || grpcStatus === '7')
}

function isSame(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): boolean {
  return (
    before.size === after.size &&
    [...after].every(([name, pace]) => Math.abs(pace - (before.get(name) ?? 0)) < 1e-6)
  )
}

export function nameClient(client: WorldCall['source']): string {
  return client ? `${client.namespace}/${client.workload}` : ''
}
