import type { RuleName } from '#server/mesh/authorization/types.ts'
import type { ServiceRef, WorkloadRef } from '#server/mesh/prediction/demand.ts'

/** A part of a demand and what becomes of it. */
export interface Flow {
  /** Of the demand. Mirrored flows come on top of the rest, which adds up to 1. */
  readonly share: number
  readonly service: ServiceRef
  /** Absent where no workload of the mesh answers. */
  readonly destination?: WorkloadRef
  readonly security: 'mutual_tls' | 'none'
  /** What the client's proxy answers by itself, in place of the destination. */
  readonly answer?: Answer
  /** Who refuses at the destination: its proxy (403, or a closed connection), or ztunnel (a connection, with DENY). */
  readonly denied?: 'proxy' | 'ztunnel'
  /** The rule that says so; absent where it is that none allows it. */
  readonly deniedBy?: RuleName
  /** The client's proxy waits before it sends. */
  readonly delayMs?: number
  /** The client's proxy gives up after so long. */
  readonly timeoutMs?: number
  /** The client's proxy asks again so often at most, after what `retryOn` names. */
  readonly retries?: { readonly attempts: number; readonly retryOn: string }
  /** What policies of dry run say of it at the destination's proxy; they decide nothing. */
  readonly shadows?: readonly Shadow[]
  /** Sent beside another flow; nobody waits for it and the client's proxy counts nothing. */
  readonly mirrored?: true
}

/** What Envoy counts of shadow rules (istio.io "Dry Run"): by the action of the policies, whether a request would pass. */
export interface Shadow {
  readonly action: 'allow' | 'deny'
  readonly result: 'allowed' | 'denied'
}

export interface Answer {
  readonly code: string
  readonly flags: string
}

/** The same name exactly for flows that differ in their share alone. */
function nameFlow(flow: Flow): string {
  const { service, destination, security, answer, denied, delayMs, timeoutMs, retries, mirrored } = flow
  return JSON.stringify([
    service.host,
    service.name,
    destination?.namespace,
    destination?.workload,
    security,
    answer?.code,
    answer?.flags,
    denied,
    delayMs,
    timeoutMs,
    retries?.attempts,
    retries?.retryOn,
    mirrored,
  ])
}

/** Equal for plans that do the same with a demand, whatever shadows say; shares are compared to a millionth. */
export function namePlan(flows: readonly Flow[]): string {
  return [...Map.groupBy(flows, nameFlow)]
    .map(([name, alike]) => `${name} ${addShares(alike).toFixed(6)}`)
    .sort()
    .join('\n')
}

/** Flows of one name, shadow and denying rule added up, shares of nothing left out. */
export function gatherFlows(flows: readonly Flow[]): readonly Flow[] {
  const nameAll = (flow: Flow) => `${nameFlow(flow)} ${JSON.stringify([flow.shadows ?? [], flow.deniedBy])}`
  return [...Map.groupBy(flows, nameAll).values()].flatMap((alike): Flow[] => {
    const share = addShares(alike)
    const [first] = alike
    return first && share > 1e-9 ? [{ ...first, share }] : []
  })
}

function addShares(flows: readonly Flow[]): number {
  return flows.reduce((sum, flow) => sum + flow.share, 0)
}
