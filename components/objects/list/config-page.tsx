'use client'
import { useMemo } from 'react'
import { nameConfigKind, paths, showKind } from '#components/mesh/paths.ts'
import { validityOrder } from '#components/mesh/validity-mark.tsx'
import { NameCell } from '#components/objects/list/cells.tsx'
import {
  clusterColumn,
  countColumn,
  labelsColumn,
  namespaceColumn,
  orNothing,
  readLabels,
} from '#components/objects/list/columns.tsx'
import { AgeCell, OwnerCell, ReferencesCell, ValidityCell } from '#components/objects/list/config-cells.tsx'
import { NewConfigLink } from '#components/objects/list/new-config-link.tsx'
import { ObjectList } from '#components/objects/list/object-list.tsx'
import type { ListDefinition } from '#components/objects/list/types.ts'
import { useInventoryInput } from '#components/objects/list/use-inventory-input.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { type ConfigItem, configObjects } from '#contract/config.ts'

const readGroup = ({ apiVersion }: ConfigItem) => apiVersion.split('/', 1)[0] ?? ''
const formatOwner = ({ owner }: ConfigItem) =>
  owner && [owner.tool, owner.name].filter((each) => each !== undefined).join(' ')

const definition: ListDefinition<ConfigItem> = {
  id: 'config',
  tellsTraffic: false,
  path: paths.configObject,
  columns: [
    {
      id: 'name',
      value: ({ name }) => name,
      cell: (item) => <NameCell item={item} narrow={false} path={paths.configObject} />,
    },
    namespaceColumn,
    {
      id: 'kind',
      width: 200,
      value: ({ kind }) => showKind(kind),
      cell: (item) => <KindCell item={item} />,
    },
    {
      id: 'validity',
      width: 116,
      value: ({ validity }) => validity,
      order: ({ validity }) => validityOrder.indexOf(validity),
      cell: (item) => <ValidityCell item={item} />,
    },
    { id: 'owner', width: 180, value: formatOwner, cell: (item) => <OwnerCell item={item} /> },
    {
      ...countColumn<ConfigItem>('references', ({ references }) => references.to, 132),
      cell: (item) => <ReferencesCell item={item} />,
    },
    countColumn<ConfigItem>('referrers', ({ references }) => references.from, 104),
    {
      id: 'age',
      width: 84,
      align: 'right',
      // The youngest first, as its number grows.
      value: ({ createdAt }) => createdAt,
      first: 'descending',
      cell: (item) => <AgeCell item={item} />,
    },
    {
      id: 'apiVersion',
      width: 230,
      value: ({ apiVersion }) => apiVersion,
      cell: ({ apiVersion }) => apiVersion,
    },
    labelsColumn,
    clusterColumn,
  ],
  first: ['name', 'namespace', 'kind', 'validity', 'owner', 'references', 'referrers', 'age'],
  narrow: ['name', 'validity'],
  narrowLine: ({ kind, namespace }) => [showKind(kind), namespace].filter(Boolean).join(' · '),
  actions: <NewConfigLink />,
  savesYaml: true,
  firstSort: { column: 'validity', direction: 'ascending' },
  facts: {
    namespace: ({ namespace }) => [namespace],
    kind: ({ kind }) => [...new Set([showKind(kind), kind])],
    validity: ({ validity }) => [validity],
    owner: ({ owner }) => [...orNothing(owner?.tool), ...orNothing(owner?.name)],
    group: (item) => [readGroup(item)],
    label: readLabels,
  },
}

/** `Gateway` is a kind of two groups, and says of which. */
function KindCell({ item }: { readonly item: ConfigItem }) {
  const word = showKind(item.kind)
  if (word !== 'Gateway') return word
  return (
    <span className="block truncate" title={readGroup(item)}>
      {word} <span className="text-small text-muted">{readGroup(item)}</span>
    </span>
  )
}

/** Every object that configures the mesh and that the viewer may see, of the chosen namespaces. */
export function ConfigPage() {
  const { input, ready } = useInventoryInput()
  const { namespaces } = input
  const answer = useLiveCall(configObjects, namespaces ? { namespaces } : {}, { enabled: ready })
  const { data } = answer
  // Both Gateways may have one name in one namespace: each goes under the console's own word.
  const named = useMemo(
    () => data && { ...data, items: data.items.map((item) => ({ ...item, kind: nameConfigKind(item) })) },
    [data],
  )
  return <ObjectList definition={definition} answer={{ ...answer, data: named }} />
}
