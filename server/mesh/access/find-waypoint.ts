import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'

interface ServedService {
  readonly namespace: string
  readonly name: string
}

export interface FoundWaypoint {
  readonly namespace: string
  readonly name: string
  /** Absent where nothing of that name runs: callers then go straight to the workloads. */
  readonly workload?: Workload
}

const useLabel = 'istio.io/use-waypoint'
const namespaceLabel = 'istio.io/use-waypoint-namespace'
const forLabel = 'istio.io/waypoint-for'

/**
 * The waypoint before a service: by the label of the Service, else of its namespace; `none` opts out, and a label of the
 * Service whose waypoint is missing does not fall back to the namespace's. A waypoint for workloads alone does not take
 * what is sent to services (istio.io/docs/ambient/usage/waypoint; istio
 * `pilot/pkg/serviceregistry/ambient/waypoints.go`).
 */
export function findServiceWaypoint(
  snapshot: MeshSnapshot,
  service: ServedService,
): FoundWaypoint | undefined {
  const labels = snapshot.find('Service', service.namespace, service.name)?.metadata.labels ?? {}
  const ofNamespace = snapshot.find('Namespace', '', service.namespace)?.metadata.labels ?? {}
  const chosen = labels[useLabel] === undefined ? ofNamespace : labels
  const name = chosen[useLabel]
  if (name === undefined || name === 'none') return undefined
  const namespace = chosen[namespaceLabel] ?? service.namespace
  const gateway = snapshot.find('Gateway', namespace, name)
  if (gateway?.metadata.labels[forLabel] === 'workload' || gateway?.metadata.labels[forLabel] === 'none')
    return undefined
  const workload = listWorkloadsOfNamespace(snapshot, namespace).find(
    (one) =>
      one.role === 'waypoint' && (one.labels['gateway.networking.k8s.io/gateway-name'] ?? one.name) === name,
  )
  return { namespace, name, ...(workload ? { workload } : {}) }
}
