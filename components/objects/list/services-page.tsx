'use client'
import { TextsCell } from '#components/objects/list/cells.tsx'
import {
  clusterColumn,
  countColumn,
  errorsColumn,
  faultsColumn,
  healthColumn,
  kindColumn,
  labelsColumn,
  nameColumn,
  namespaceColumn,
  readLabels,
  sharedFacts,
  textColumn,
  trafficColumn,
} from '#components/objects/list/columns.tsx'
import { ObjectList } from '#components/objects/list/object-list.tsx'
import type { ListDefinition } from '#components/objects/list/types.ts'
import { useInventoryInput } from '#components/objects/list/use-inventory-input.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { type ServiceItem, services } from '#contract/inventory.ts'

const definition: ListDefinition<ServiceItem> = {
  id: 'services',
  labels: true,
  tellsTraffic: true,
  columns: [
    nameColumn,
    namespaceColumn,
    healthColumn,
    trafficColumn,
    errorsColumn,
    faultsColumn,
    kindColumn,
    textColumn('type', 116, ({ type }) => type),
    {
      id: 'ports',
      width: 184,
      value: (item) => formatPorts(item).join(' '),
      cell: (item) => <TextsCell texts={formatPorts(item)} />,
    },
    countColumn('workloads', ({ workloads, kind }) => (kind === 'Service' ? workloads : undefined)),
    {
      id: 'hosts',
      width: 220,
      value: ({ hosts = [] }) => hosts.join(' '),
      cell: ({ hosts = [] }) => <TextsCell texts={hosts} />,
    },
    labelsColumn,
    clusterColumn,
  ],
  first: ['name', 'namespace', 'health', 'traffic', 'errors', 'validity', 'type', 'ports', 'workloads'],
  facts: { ...sharedFacts, kind: ({ kind }) => [kind], type: ({ type }) => [type], label: readLabels },
}

/** `http 9080`, by name where it has one; the protocol where it is not plain TCP. */
function formatPorts({ ports }: ServiceItem): readonly string[] {
  return ports.map(({ name, port, protocol }) =>
    [name, port, ['', 'TCP'].includes(protocol) ? '' : protocol].filter(Boolean).join(' '),
  )
}

/** Every Service and ServiceEntry that the viewer may see of the chosen namespaces. */
export function ServicesPage() {
  const { input, ready } = useInventoryInput()
  return <ObjectList definition={definition} answer={useLiveCall(services, input, { enabled: ready })} />
}
