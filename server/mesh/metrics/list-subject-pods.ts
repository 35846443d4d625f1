import type { MetricsSubject } from '#server/mesh/metrics/choose-scope.ts'
import { groupByApp } from '#server/mesh/objects/group-by-app.ts'
import { indexServices } from '#server/mesh/objects/services.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'

/** More names than a selector should hold. */
const mostPods = 200

/** Names of the pods that an object has now, sorted; undefined for a namespace, which is all of them. */
export function listSubjectPods(
  { kind, namespace, name = '' }: Omit<MetricsSubject, 'direction'>,
  snapshot: MeshSnapshot,
  labels: WorkloadLabels,
): readonly string[] | undefined {
  if (kind === 'namespace') return undefined
  return listMembers({ kind, namespace, name }, snapshot, labels)
    .flatMap(({ pods }) => pods.map(({ metadata }) => metadata.name))
    .sort()
    .slice(0, mostPods)
}

function listMembers(
  { kind, namespace, name = '' }: Omit<MetricsSubject, 'direction'>,
  snapshot: MeshSnapshot,
  labels: WorkloadLabels,
): readonly Workload[] {
  const all = listWorkloadsOfNamespace(snapshot, namespace, labels)
  if (kind === 'application') return groupByApp(all).get(name) ?? []
  if (kind === 'workload') return all.filter((one) => one.name === name)
  const service = snapshot.find('Service', namespace, name)
  return service ? indexServices(snapshot, labels).selectWorkloads(service) : []
}
