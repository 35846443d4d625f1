'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { MtlsMark } from '#components/mesh/mtls-mark.tsx'
import { Why } from '#components/mesh/reason-list.tsx'
import {
  clusterColumn,
  countColumn,
  errorsColumn,
  faultsColumn,
  healthColumn,
  labelsColumn,
  modeColumn,
  nameColumn,
  readLabels,
  readModes,
  sharedFacts,
  textColumn,
  trafficColumn,
} from '#components/objects/list/columns.tsx'
import { ObjectList } from '#components/objects/list/object-list.tsx'
import { identify } from '#components/objects/list/rows.ts'
import { KnownTraffic, type SeenTraffic } from '#components/objects/list/seen-traffic.tsx'
import type { ListDefinition } from '#components/objects/list/types.ts'
import { useInventoryInput } from '#components/objects/list/use-inventory-input.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useView } from '#components/shell/view.tsx'
import { type NamespaceSummary, namespaces, namespaceTraffic } from '#contract/overview.ts'

const definition: ListDefinition<NamespaceSummary> = {
  id: 'namespaces',
  labels: true,
  tellsTraffic: false,
  columns: [
    nameColumn,
    healthColumn,
    trafficColumn,
    errorsColumn,
    faultsColumn,
    { ...modeColumn, width: 168, cell: (item) => (item.readable ? modeColumn.cell(item) : <Closed />) },
    { id: 'mtls', width: 128, value: ({ mtls }) => mtls.mode, cell: (item) => <MtlsCell item={item} /> },
    textColumn('revision', 92, ({ revision }) => revision),
    // Of a namespace that the viewer may not look into, no number is known.
    countColumn('workloads', ({ workloads, readable }) => (readable ? workloads : undefined)),
    countColumn('services', ({ services, readable }) => (readable ? services : undefined), 84),
    labelsColumn,
    clusterColumn,
  ],
  first: [
    'name',
    'health',
    'traffic',
    'errors',
    'validity',
    'mode',
    'mtls',
    'revision',
    'workloads',
    'services',
    'labels',
  ],
  facts: {
    ...sharedFacts,
    mode: (item) => (item.readable ? readModes(item) : []),
    mtls: ({ mtls }) => [mtls.mode],
    role: ({ role }) => [role],
    label: readLabels,
  },
}

/** The viewer may know its name and its labels, and nothing more. */
function Closed() {
  const t = useTranslations('objects.cell')
  return <span className="text-muted">{t('closed')}</span>
}

function MtlsCell({ item: { name, mtls } }: { readonly item: NamespaceSummary }) {
  const t = useTranslations('objects.cell')
  const word = useTranslations('mesh.mtls')
  return (
    <Why of={t('mtlsOf', { name })} verdict={word(mtls.mode)} reasons={mtls.reasons}>
      <MtlsMark mode={mtls.mode} />
    </Why>
  )
}

/** The chosen namespaces, or all that the viewer may see. */
export function NamespacesPage() {
  const { view, ready } = useView()
  const answer = useLiveCall(namespaces, { rangeSeconds: view.rangeSeconds }, { enabled: ready })
  const traffic = useNamespaceTraffic()
  return (
    <KnownTraffic value={traffic}>
      <ObjectList definition={definition} answer={answer} />
    </KnownTraffic>
  )
}

/** A line over less than this is a few points and tells nothing. */
const leastSpanSeconds = 600

/** Requests over time of all chosen namespaces, in one answer. */
function useNamespaceTraffic(): SeenTraffic | undefined {
  const { view, ready } = useView()
  const { input } = useInventoryInput()
  const rangeSeconds = Math.max(view.rangeSeconds, leastSpanSeconds)
  const { data } = useLiveCall(namespaceTraffic, { ...input, rangeSeconds }, { enabled: ready })
  return useMemo(() => {
    if (!data) return undefined
    const items = data.namespaces.map(({ direction, ...each }) => {
      const place = { ...each, kind: 'Namespace', name: each.namespace }
      return { ...place, direction: direction === 'in' ? ('inbound' as const) : ('outbound' as const) }
    })
    return { byId: new Map(items.map((item) => [identify(item), item])), spanSeconds: data.rangeSeconds }
  }, [data])
}
