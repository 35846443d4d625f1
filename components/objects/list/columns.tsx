import { healthOrder } from '#components/mesh/health-mark.tsx'
import { ModeMark } from '#components/mesh/mode-mark.tsx'
import { isOutOfSync, SyncMark } from '#components/mesh/sync-mark.tsx'
import { validityOrder } from '#components/mesh/validity-mark.tsx'
import {
  ErrorsCell,
  FaultsCell,
  HealthCell,
  NameCell,
  TextsCell,
  TrafficCell,
} from '#components/objects/list/cells.tsx'
import type { ColumnId, FilterFacts, ObjectColumn, ObjectItem } from '#components/objects/list/types.ts'

/** Columns that every list builds alike. */
export const nameColumn: ObjectColumn<ObjectItem> = {
  id: 'name',
  value: ({ name }) => name,
  cell: (item) => <NameCell item={item} narrow={false} />,
}

export const namespaceColumn: ObjectColumn<ObjectItem> = {
  id: 'namespace',
  width: 128,
  value: ({ namespace }) => namespace,
  cell: ({ namespace }) => namespace,
}

export const healthColumn: ObjectColumn<ObjectItem> = {
  id: 'health',
  width: 120,
  value: ({ health }) => health?.status,
  order: ({ health }) => health && healthOrder.indexOf(health.status),
  cell: (item) => <HealthCell item={item} />,
}

export const trafficColumn: ObjectColumn<ObjectItem> = {
  id: 'traffic',
  width: 216,
  align: 'right',
  first: 'descending',
  value: ({ requestsPerSecond }) => requestsPerSecond,
  cell: (item) => <TrafficCell item={item} />,
}

export const errorsColumn: ObjectColumn<ObjectItem> = {
  id: 'errors',
  width: 84,
  align: 'right',
  first: 'descending',
  value: ({ errorPercent }) => errorPercent,
  cell: (item) => <ErrorsCell item={item} />,
}

export const kindColumn: ObjectColumn<ObjectItem> = {
  id: 'kind',
  width: 124,
  value: ({ kind }) => kind,
  cell: ({ kind }) => kind,
}

export const labelsColumn: ObjectColumn<ObjectItem> = {
  id: 'labels',
  width: 260,
  value: ({ labels = {} }) => formatLabels(labels).join(' '),
  cell: ({ labels = {} }) => <TextsCell texts={formatLabels(labels)} />,
}

export const clusterColumn: ObjectColumn<ObjectItem> = {
  id: 'cluster',
  width: 120,
  value: ({ cluster }) => cluster,
  cell: ({ cluster }) => cluster,
}

export const modeColumn: ObjectColumn<ObjectItem> = {
  id: 'mode',
  width: 200,
  value: ({ mode, sync }) => (mode && isOutOfSync(sync) ? `${mode}, ${outOfSync}` : mode),
  cell: ({ mode, sync, name }) => {
    if (!mode) return null
    if (!isOutOfSync(sync)) return <ModeMark mode={mode} />
    return (
      <span className="flex items-center gap-2">
        <ModeMark mode={mode} />
        <SyncMark of={name} sync={sync} />
      </span>
    )
  },
}

const outOfSync = 'out-of-sync'

/** Its data plane, and `out-of-sync` beside it. */
export function readModes({ mode, sync }: ObjectItem): readonly string[] {
  return [...orNothing(mode), ...(isOutOfSync(sync) ? [outOfSync] : [])]
}

/** What is wrong in the configuration that is about it. */
export const faultsColumn: ObjectColumn<ObjectItem> = {
  id: 'validity',
  width: 112,
  value: ({ faults }) => faults?.status,
  order: ({ faults }) => (faults ? validityOrder.indexOf(faults.status) : validityOrder.length),
  cell: (item) => <FaultsCell item={item} />,
}

/** A number of things, the most first. */
export function countColumn<Item>(
  id: ColumnId,
  count: (item: Item) => number | undefined,
  width = 96,
): ObjectColumn<Item> {
  return { id, width, align: 'right', first: 'descending', value: count, cell: (item) => count(item) }
}

/** A text that an item may not have. */
export function textColumn<Item>(
  id: ColumnId,
  width: number,
  read: (item: Item) => string | undefined,
): ObjectColumn<Item> {
  return { id, width, value: read, cell: (item) => <TextsCell texts={orNothing(read(item))} /> }
}

export function orNothing<Value>(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value]
}

export function formatLabels(labels: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`)
}

/** What the filter may ask of any item; what has no fault is valid. A label is found by its key alone too. */
export const sharedFacts = {
  namespace: ({ namespace }) => [namespace],
  health: ({ health }) => orNothing(health?.status),
  validity: ({ faults }) => [faults?.status ?? 'valid'],
} as const satisfies FilterFacts<ObjectItem>

export function readLabels({ labels = {} }: ObjectItem): readonly string[] {
  return [...formatLabels(labels), ...Object.keys(labels)]
}
