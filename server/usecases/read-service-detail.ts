import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { serviceDetail } from '#contract/details.ts'
import { indexServices } from '#server/mesh/objects/services.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Service } from '#server/mesh/objects/types.ts'
import { listConcerningService } from '#server/mesh/references/list-concerning.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { listToldEvents } from '#server/usecases/stages/list-told-events.ts'
import { presentConcerning } from '#server/usecases/stages/present-concerning.ts'
import {
  presentService,
  presentServiceEntry,
  presentWorkload,
} from '#server/usecases/stages/present-inventory.ts'
import { type InventoryFacts, readInventory } from '#server/usecases/stages/read-inventory.ts'

type Input = CallArguments<typeof serviceDetail>
type Answer = CallOutput<typeof serviceDetail>

/**
 * One Service or ServiceEntry with what is behind it and what concerns it. Sources as for readInventory. Throws Problem
 * not-found for what is not there or not to be seen.
 */
export const readServiceDetail: UseCase<Input, Answer> = async (input, context) => {
  const { namespace, name, kind, rangeSeconds } = input
  const detail = await readInventory<Omit<Answer, 'events'>>(
    `service-detail ${kind}/${name}`,
    { namespaces: [namespace], rangeSeconds },
    context,
    (facts) => ({
      ...(kind === 'Service' ? describeService(input, facts) : describeServiceEntry(input, facts)),
      ...presentConcerning(listConcerningService(facts.snapshot, { kind, namespace, name }), facts),
    }),
  )
  const told = await listToldEvents(namespace, [name], context)
  return { ...detail, events: told.events, notices: [...detail.notices, ...told.notices] }
}

type Described = Omit<Answer, 'asOf' | 'rangeSeconds' | 'notices' | 'events' | 'config' | 'meshPoliciesSeen'>

function describeService({ namespace, name }: Input, facts: InventoryFacts): Described {
  const service = facts.snapshot.find('Service', namespace, name)
  if (!service) throw notFound(namespace, name)
  const { clusterIP, externalName, selector } = service.spec
  return {
    item: presentService(service, facts),
    annotations: { ...service.metadata.annotations },
    ...(clusterIP ? { clusterIp: clusterIP } : {}),
    ...(externalName ? { externalName } : {}),
    selector: { ...selector },
    hosts: [`${name}.${namespace}.svc.cluster.local`, `${name}.${namespace}`, name],
    endpoints: listEndpoints(service, facts.snapshot),
    workloads: indexServices(facts.snapshot, facts.labels)
      .selectWorkloads(service)
      .map((workload) => presentWorkload(workload, facts)),
  }
}

/** Of all its slices; an address of two slices is told once, ready if any of them says so. */
function listEndpoints({ metadata }: Service, snapshot: MeshSnapshot): Answer['endpoints'] {
  const found = new Map<string, Answer['endpoints'][number]>()
  for (const slice of snapshot.inNamespace('EndpointSlice', metadata.namespace)) {
    if (slice.serviceName !== metadata.name) continue
    const ports = slice.ports.map(({ port }) => port)
    for (const { addresses, ready, podName } of slice.endpoints) {
      for (const address of addresses) {
        const known = found.get(address)
        found.set(address, {
          address,
          ready: ready || (known?.ready ?? false),
          ...(podName === undefined ? {} : { pod: podName }),
          ports: [...new Set([...(known?.ports ?? []), ...ports])].sort((a, b) => a - b),
        })
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.address < b.address ? -1 : 1))
}

function describeServiceEntry({ namespace, name }: Input, facts: InventoryFacts): Described {
  const entry = facts.snapshot.find('ServiceEntry', namespace, name)
  if (!entry) throw notFound(namespace, name)
  return {
    item: presentServiceEntry(entry, facts),
    annotations: { ...entry.metadata.annotations },
    selector: { ...entry.spec.workloadSelector?.labels },
    hosts: [...(entry.spec.hosts ?? [])],
    endpoints: (entry.spec.endpoints ?? []).flatMap(({ address, ports }) =>
      address ? [{ address, ready: true, ports: Object.values(ports ?? {}).sort((a, b) => a - b) }] : [],
    ),
    workloads: [],
  }
}

function notFound(namespace: string, name: string): Problem {
  return new Problem({ kind: 'not-found', code: 'service-not-found', params: { namespace, name } })
}
