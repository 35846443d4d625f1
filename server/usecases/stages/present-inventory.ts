import type { ApplicationItem, ServiceItem, WorkloadItem } from '#contract/inventory.ts'
import { judgeApp, judgeService, judgeServiceEntry, judgeWorkload } from '#server/mesh/health/judge-object.ts'
import { sumSync, sumSyncOfWorkloads } from '#server/mesh/health/sum-sync.ts'
import { sumWorkloadMtls } from '#server/mesh/mtls/explain-workload-mtls.ts'
import { indexServices, type ServiceEntry } from '#server/mesh/objects/services.ts'
import type { Service } from '#server/mesh/objects/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import { indexFaults } from '#server/mesh/references/index-faults.ts'
import { presentSyncSum } from '#server/usecases/stages/gather-sync.ts'
import { explainSeenMtls } from '#server/usecases/stages/judge-seen-mtls.ts'
import { presentFaults } from '#server/usecases/stages/present-faults.ts'
import { presentHealth } from '#server/usecases/stages/present-health.ts'
import { presentTraffic } from '#server/usecases/stages/present-traffic.ts'
import type { InventoryFacts } from '#server/usecases/stages/read-inventory.ts'

/** A row of the list, and the head of the detail page. */
export function presentWorkload(workload: Workload, facts: InventoryFacts): WorkloadItem {
  const { cluster, namespace, kind, name, app, version, mode, role, replicas, pods, serviceAccount } =
    workload
  const judged = judgeWorkload(workload, facts)
  const takes = explainSeenMtls(workload, facts)
  return {
    cluster,
    namespace,
    kind,
    name,
    health: presentHealth(judged),
    ...presentFaults(listFaultsOf([workload], facts)),
    ...presentTraffic(judged, facts),
    ...(app === undefined ? {} : { app }),
    ...(version === undefined ? {} : { version }),
    mode,
    ...(takes ? { mtls: sumWorkloadMtls(takes) } : {}),
    ...presentSyncSum(sumSync(pods, facts.sync.byPod)),
    role,
    replicas: { ...replicas },
    pods: pods.length,
    restarts: pods.reduce((sum, { status }) => sum + status.restarts, 0),
    serviceAccount,
    labels: { ...workload.labels },
  }
}

/** As above. */
export function presentService(service: Service, facts: InventoryFacts): ServiceItem {
  const { metadata, spec } = service
  const judged = judgeService(metadata, facts)
  return {
    cluster: facts.snapshot.cluster,
    namespace: metadata.namespace,
    kind: 'Service',
    name: metadata.name,
    health: presentHealth(judged),
    ...presentFaults(listFaultsOfService('Service', metadata, facts)),
    ...presentTraffic(judged, facts),
    type: spec.type,
    ports: spec.ports.map(({ name, port, protocol }) => ({ name, port, protocol })),
    workloads: indexServices(facts.snapshot, facts.labels).selectWorkloads(service).length,
    labels: { ...metadata.labels },
  }
}

/** As above. */
export function presentServiceEntry({ metadata, spec }: ServiceEntry, facts: InventoryFacts): ServiceItem {
  const judged = judgeServiceEntry(metadata, spec.hosts ?? [], facts)
  return {
    cluster: facts.snapshot.cluster,
    namespace: metadata.namespace,
    kind: 'ServiceEntry',
    name: metadata.name,
    health: presentHealth(judged),
    ...presentFaults(listFaultsOfService('ServiceEntry', metadata, facts)),
    ...presentTraffic(judged, facts),
    type: spec.location ?? 'MESH_EXTERNAL',
    hosts: [...(spec.hosts ?? [])],
    ports: (spec.ports ?? []).map(({ name, number, protocol }) => ({
      name: name ?? '',
      port: number ?? 0,
      protocol: protocol ?? '',
    })),
    workloads: 0,
    labels: { ...metadata.labels },
  }
}

/** As above, of the workloads that share an app label. */
export function presentApplication(
  namespace: string,
  name: string,
  members: readonly Workload[],
  facts: InventoryFacts,
): ApplicationItem {
  const judged = judgeApp(namespace, name, members, facts)
  const modes = new Set(members.map(({ mode }) => mode))
  const [mode = 'none'] = modes
  return {
    cluster: facts.snapshot.cluster,
    namespace,
    kind: 'Application',
    name,
    health: presentHealth(judged),
    ...presentFaults(listFaultsOf(members, facts)),
    ...presentTraffic(judged, facts),
    mode: modes.size > 1 ? 'mixed' : mode,
    ...presentSyncSum(sumSyncOfWorkloads(members, facts.sync.byPod)),
    workloads: members.map((member) => ({
      kind: member.kind,
      name: member.name,
      ...(member.version === undefined ? {} : { version: member.version }),
    })),
  }
}

/** What names a workload, or a service of it. */
function listFaultsOf(workloads: readonly Workload[], { snapshot, access, labels }: InventoryFacts) {
  const faults = indexFaults({ snapshot, access })
  const services = indexServices(snapshot, labels)
  return workloads.flatMap((workload) => [
    ...faults.listAbout({ kind: 'Workload', namespace: workload.namespace, name: workload.name }),
    ...services
      .listServicesOf(workload)
      .flatMap(({ metadata: { namespace, name } }) => faults.listAbout({ kind: 'Service', namespace, name })),
  ])
}

function listFaultsOfService(
  kind: 'Service' | 'ServiceEntry',
  { namespace, name }: Service['metadata'],
  { snapshot, access }: InventoryFacts,
) {
  return indexFaults({ snapshot, access }).listAbout({ kind, namespace, name })
}
