'use client'
import { MtlsMark } from '#components/mesh/mtls-mark.tsx'
import { LabelCell } from '#components/objects/list/cells.tsx'
import {
  clusterColumn,
  countColumn,
  errorsColumn,
  faultsColumn,
  healthColumn,
  kindColumn,
  labelsColumn,
  modeColumn,
  nameColumn,
  namespaceColumn,
  orNothing,
  readLabels,
  readModes,
  sharedFacts,
  textColumn,
  trafficColumn,
} from '#components/objects/list/columns.tsx'
import { ObjectList } from '#components/objects/list/object-list.tsx'
import type { ListDefinition } from '#components/objects/list/types.ts'
import { useInventoryInput } from '#components/objects/list/use-inventory-input.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { type WorkloadItem, workloads } from '#contract/inventory.ts'

/**
 * Labels that Istio's telemetry and Kiali's views group by are wanted of an application in the mesh (istio.io, "Application
 * Requirements": pods with app and version labels); gateways and what is outside the mesh do without.
 */
export function listMissingLabels({
  app,
  version,
  mode,
  role,
}: WorkloadItem): readonly ('app' | 'version')[] {
  if (role !== 'application' || mode === 'none') return []
  return [
    ...(app === undefined ? ['app' as const] : []),
    ...(version === undefined ? ['version' as const] : []),
  ]
}

const definition: ListDefinition<WorkloadItem> = {
  id: 'workloads',
  labels: true,
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
      id: 'mtls',
      width: 140,
      value: ({ mtls }) => mtls,
      cell: ({ mtls }) => (mtls ? <MtlsMark mode={mtls} /> : null),
    },
    kindColumn,
    ...(['app', 'version'] as const).map((id) => ({
      id,
      width: id === 'app' ? 136 : 100,
      value: (item: WorkloadItem) => item[id],
      cell: (item: WorkloadItem) => (
        <LabelCell of={id} value={item[id]} wanted={listMissingLabels(item).includes(id)} />
      ),
    })),
    {
      ...countColumn<WorkloadItem>('pods', ({ replicas }) => replicas.available, 84),
      cell: ({ replicas: { available, desired } }) => {
        const words = `${available} / ${desired}`
        return available < desired ? <span className="text-degraded">{words}</span> : words
      },
    },
    countColumn('restarts', ({ restarts }) => restarts),
    textColumn('serviceAccount', 170, ({ serviceAccount }) => serviceAccount),
    labelsColumn,
    clusterColumn,
  ],
  first: ['name', 'namespace', 'health', 'traffic', 'errors', 'mode', 'app', 'version', 'pods'],
  facts: {
    ...sharedFacts,
    mode: readModes,
    mtls: ({ mtls }) => orNothing(mtls),
    kind: ({ kind }) => [kind],
    app: ({ app }) => orNothing(app),
    version: ({ version }) => orNothing(version),
    label: readLabels,
    missing: listMissingLabels,
    role: ({ role }) => [role],
  },
}

/** Every workload that the viewer may see of the chosen namespaces. */
export function WorkloadsPage() {
  const { input, ready } = useInventoryInput()
  return <ObjectList definition={definition} answer={useLiveCall(workloads, input, { enabled: ready })} />
}
