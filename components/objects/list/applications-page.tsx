'use client'
import { TextsCell } from '#components/objects/list/cells.tsx'
import {
  clusterColumn,
  countColumn,
  errorsColumn,
  faultsColumn,
  healthColumn,
  modeColumn,
  nameColumn,
  namespaceColumn,
  readModes,
  sharedFacts,
  trafficColumn,
} from '#components/objects/list/columns.tsx'
import { ObjectList } from '#components/objects/list/object-list.tsx'
import type { ListDefinition } from '#components/objects/list/types.ts'
import { useInventoryInput } from '#components/objects/list/use-inventory-input.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { type ApplicationItem, applications } from '#contract/inventory.ts'

const definition: ListDefinition<ApplicationItem> = {
  id: 'applications',
  tellsTraffic: true,
  columns: [
    nameColumn,
    namespaceColumn,
    healthColumn,
    trafficColumn,
    errorsColumn,
    faultsColumn,
    modeColumn,
    {
      id: 'versions',
      width: 180,
      value: (item) => listVersions(item).join(' '),
      cell: (item) => <TextsCell texts={listVersions(item)} />,
    },
    countColumn('workloads', ({ workloads }) => workloads.length, 108),
    clusterColumn,
  ],
  first: ['name', 'namespace', 'health', 'traffic', 'errors', 'mode', 'versions', 'workloads'],
  facts: { ...sharedFacts, mode: readModes, version: listVersions },
}

function listVersions({ workloads }: ApplicationItem): readonly string[] {
  return [...new Set(workloads.flatMap(({ version }) => (version === undefined ? [] : [version])))].sort()
}

/** Every application of the chosen namespaces: the workloads that share an app label. */
export function ApplicationsPage() {
  const { input, ready } = useInventoryInput()
  return <ObjectList definition={definition} answer={useLiveCall(applications, input, { enabled: ready })} />
}
