import { buildWorkloadMtls } from '#server/mesh/mtls/build-workload-mtls.ts'
import type { MtlsMode, PeerAuthentication } from '#server/mesh/mtls/peer-authentication.ts'
import { findWorkloadPolicy } from '#server/mesh/mtls/policy-levels.ts'
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
 * The policies with a selector that change something for workloads of one namespace, by what `buildWorkloadMtls` says.
 * Gateways are left out: their own servers say what they take, and policies of this kind are ignored there.
 *
 * @param inherited the mode of the namespace
 */
export function collectWorkloadModes(
  snapshot: MeshSnapshot,
  workloads: readonly Workload[],
  inherited: MtlsMode,
): WorkloadOverride[] {
  const won = new Map<PeerAuthentication, Workload[]>()
  for (const workload of workloads) {
    if (workload.role === 'gateway') continue
    const winner = findWorkloadPolicy(snapshot, workload)
    if (!winner) continue
    const others = won.get(winner)
    if (others) others.push(workload)
    else won.set(winner, [workload])
  }
  return [...won]
    .flatMap(([policy, matched]) => {
      const [first] = matched
      if (!first) return []
      const { mode, ports } = buildWorkloadMtls(snapshot, first)
      const differing = [...ports].flatMap(([port, own]) =>
        own.mode === mode ? [] : [{ port, mode: own.mode }],
      )
      return { policy, workloads: matched, mode, ports: differing }
    })
    .filter(({ mode, ports }) => mode !== inherited || ports.length > 0)
}
