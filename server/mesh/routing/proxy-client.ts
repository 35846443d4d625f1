import type { Workload } from '#server/mesh/objects/workloads.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'

/**
 * The proxy in front of a workload's requests; undefined when it has none of its own: requests of such a workload go
 * where the network sends them, and those of an ambient one through ztunnel to a waypoint at most.
 */
export function buildProxyClient({ namespace, labels, role, mode }: Workload): ProxyClient | undefined {
  if (role === 'gateway' || role === 'waypoint') return { namespace, labels, kind: role }
  return mode === 'sidecar' || mode === 'mixed' ? { namespace, labels, kind: 'sidecar' } : undefined
}
