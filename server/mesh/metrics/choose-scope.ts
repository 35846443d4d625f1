import { groupByApp } from '#server/mesh/objects/group-by-app.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import type { MetricsScope } from '#server/mesh/promql/metrics-queries.ts'

export interface MetricsSubject {
  readonly kind: 'workload' | 'service' | 'application' | 'namespace'
  readonly namespace: string
  readonly name?: string | undefined
  readonly direction: 'in' | 'out'
}

/**
 * What telemetry calls an object. It need not be there any more: its past is told all the same. An application is its
 * workloads by the labels that the console is set to, as in the lists; a service of which there is none by that name may be
 * a ServiceEntry, which telemetry calls by its hosts (istio pilot/pkg/serviceregistry/serviceentry/conversion.go).
 */
export function chooseScope(
  { kind, namespace, name = '', direction }: MetricsSubject,
  snapshot: MeshSnapshot,
  labels: WorkloadLabels,
): MetricsScope {
  const place = { cluster: snapshot.cluster, namespace, direction }
  switch (kind) {
    case 'namespace':
      return { ...place, of: { kind: 'namespace' } }
    case 'workload':
      return { ...place, of: { kind: 'workloads', names: [name] } }
    case 'application': {
      const members = groupByApp(listWorkloadsOfNamespace(snapshot, namespace, labels)).get(name) ?? []
      const names = [...new Set(members.map((member) => member.name))]
      return {
        ...place,
        of: names.length > 0 ? { kind: 'workloads', names } : { kind: 'canonicalService', name },
      }
    }
    case 'service': {
      const entry = snapshot.find('Service', namespace, name)
        ? undefined
        : snapshot.find('ServiceEntry', namespace, name)
      return { ...place, of: { kind: 'services', names: entry?.spec.hosts ?? [name] } }
    }
  }
}
