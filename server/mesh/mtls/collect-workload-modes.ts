import {
  isSelectorless,
  listOldestFirst,
  type MtlsMode,
  type PeerAuthentication,
  parseMode,
  readMode,
} from '#server/mesh/mtls/peer-authentication.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

/** What one policy with a selector makes of the workloads that it wins. */
export interface WorkloadOverride {
  readonly policy: PeerAuthentication
  readonly workloads: readonly Workload[]
  readonly mode: MtlsMode
  /** Ports (of the workload, not of a Service) whose mode differs from `mode`. */
  readonly ports: readonly { readonly port: number; readonly mode: MtlsMode }[]
}

/**
 * Of each workload the oldest policy whose selector matches wins whole, no fields are merged; its UNSET inherits the
 * namespace's mode, and a port's UNSET inherits the workload's (istio `policy_applier.go`). Gateways are left out: their
 * own servers say what they take, and policies of this kind are ignored there.
 *
 * @param inherited the mode of the namespace
 * @returns one entry for each policy that wins a workload, and changes something there
 */
export function collectWorkloadModes(
  snapshot: MeshSnapshot,
  namespace: string,
  workloads: readonly Workload[],
  inherited: MtlsMode,
): WorkloadOverride[] {
  const policies = listOldestFirst(snapshot, namespace).filter((policy) => !isSelectorless(policy))
  if (policies.length === 0) return []
  const won = new Map<PeerAuthentication, Workload[]>()
  for (const workload of workloads) {
    if (workload.role === 'gateway') continue
    const winner = policies.find((policy) => matchesWorkload(policy, workload))
    if (!winner) continue
    const others = won.get(winner)
    if (others) others.push(workload)
    else won.set(winner, [workload])
  }
  return [...won]
    .map(([policy, matched]) => {
      const mode = readMode(policy) ?? inherited
      return { policy, workloads: matched, mode, ports: listPorts(policy, mode) }
    })
    .filter(({ mode, ports }) => mode !== inherited || ports.length > 0)
}

function matchesWorkload({ spec }: PeerAuthentication, { labels }: Workload): boolean {
  return Object.entries(spec.selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
}

function listPorts({ spec }: PeerAuthentication, mode: MtlsMode): WorkloadOverride['ports'] {
  return Object.entries(spec.portLevelMtls ?? {}).flatMap(([port, setting]) => {
    const own = parseMode(setting?.mode) ?? mode
    return own === mode ? [] : [{ port: Number(port), mode: own }]
  })
}
