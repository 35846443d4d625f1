import type { AlertSubject } from '#server/mesh/alerts/build-alerts.ts'
import { groupByApp } from '#server/mesh/objects/group-by-app.ts'
import { indexServices } from '#server/mesh/objects/services.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'

export interface AlertedObject {
  readonly kind: 'workload' | 'application' | 'service'
  readonly namespace: string
  readonly name: string
}

/**
 * Everything that an alert may name and still be about the object, as `nameAbout` writes it: itself, the workloads that it
 * has, their pods, and the services before those. What is not there any more is still named by itself.
 */
export function listSubjects(
  { kind, namespace, name }: AlertedObject,
  snapshot: MeshSnapshot,
  labels: WorkloadLabels,
): ReadonlySet<string> {
  const all = listWorkloadsOfNamespace(snapshot, namespace, labels)
  const services = indexServices(snapshot, labels)
  const own = (of: AlertSubject['kind'], one: string) => nameAbout({ kind: of, namespace, name: one })
  const named = (workloads: readonly Workload[]) =>
    workloads.flatMap((workload) => [
      own('workload', workload.name),
      ...workload.pods.map(({ metadata }) => own('pod', metadata.name)),
    ])
  const before = (members: readonly Workload[]) =>
    snapshot
      .inNamespace('Service', namespace)
      .filter((service) => services.selectWorkloads(service).some((one) => members.includes(one)))
      .map(({ metadata }) => own('service', metadata.name))
  switch (kind) {
    case 'workload': {
      const members = all.filter((one) => one.name === name)
      return new Set([own('workload', name), ...named(members), ...before(members)])
    }
    case 'application': {
      const members = groupByApp(all).get(name) ?? []
      return new Set([own('app', name), ...named(members), ...before(members)])
    }
    case 'service': {
      const service = snapshot.find('Service', namespace, name)
      return new Set([own('service', name), ...named(service ? services.selectWorkloads(service) : [])])
    }
  }
}

export function nameAbout({ kind, namespace, name }: AlertSubject): string {
  return `${kind} ${namespace}/${name}`
}
