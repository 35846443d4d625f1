import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { ServiceItem, services } from '#contract/inventory.ts'
import { judgeService, judgeServiceEntry } from '#server/mesh/health/judge-object.ts'
import { indexServices, type ServiceEntry } from '#server/mesh/objects/services.ts'
import type { Service } from '#server/mesh/objects/types.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { presentHealth } from '#server/usecases/stages/present-health.ts'
import { presentTraffic } from '#server/usecases/stages/present-traffic.ts'
import { type InventoryFacts, readInventory } from '#server/usecases/stages/read-inventory.ts'

type Answer = CallOutput<typeof services>

/** Every Service and ServiceEntry that the viewer may see of the chosen namespaces. Sources as for readInventory. */
export const readServices: UseCase<CallArguments<typeof services>, Answer> = (input, context) =>
  readInventory<Answer>('services', input, context, (facts) => ({
    items: [...facts.namespaces]
      .sort()
      .flatMap((namespace) =>
        [
          ...facts.snapshot
            .inNamespace('Service', namespace)
            .map((service) => presentService(service, facts)),
          ...facts.snapshot
            .inNamespace('ServiceEntry', namespace)
            .map((entry) => presentServiceEntry(entry, facts)),
        ].sort((a, b) => (`${a.name} ${a.kind}` < `${b.name} ${b.kind}` ? -1 : 1)),
      ),
  }))

function presentService(service: Service, facts: InventoryFacts): ServiceItem {
  const { metadata, spec } = service
  const judged = judgeService(metadata, facts)
  return {
    cluster: facts.snapshot.cluster,
    namespace: metadata.namespace,
    kind: 'Service',
    name: metadata.name,
    health: presentHealth(judged),
    ...presentTraffic(judged, facts),
    type: spec.type,
    ports: spec.ports.map(({ name, port, protocol }) => ({ name, port, protocol })),
    workloads: indexServices(facts.snapshot, facts.labels).selectWorkloads(service).length,
    labels: { ...metadata.labels },
  }
}

function presentServiceEntry({ metadata, spec }: ServiceEntry, facts: InventoryFacts): ServiceItem {
  const judged = judgeServiceEntry(metadata, spec.hosts ?? [], facts)
  return {
    cluster: facts.snapshot.cluster,
    namespace: metadata.namespace,
    kind: 'ServiceEntry',
    name: metadata.name,
    health: presentHealth(judged),
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
