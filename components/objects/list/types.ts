import type { ReactNode } from 'react'
import type { Cell } from '#components/ui/format-csv.ts'
import type { Sort } from '#components/ui/table.tsx'
import type { FaultSummary, SyncSummary } from '#contract/summaries.ts'
import type { Finding, HealthStatus, MeshMode } from '#contract/words.ts'

/** What every list's items have in common; what a list does not know of its kind is absent. */
export interface ObjectItem {
  readonly cluster: string
  readonly namespace: string
  readonly kind: string
  readonly name: string
  readonly health?: { readonly status: HealthStatus; readonly reasons: readonly Finding[] } | undefined
  readonly requestsPerSecond?: number | undefined
  readonly errorPercent?: number | undefined
  readonly direction?: 'inbound' | 'outbound' | undefined
  readonly mode?: MeshMode | undefined
  readonly sync?: SyncSummary | undefined
  readonly faults?: FaultSummary | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
}

export const columnIds = [
  'name',
  'namespace',
  'health',
  'traffic',
  'errors',
  'mode',
  'mtls',
  'revision',
  'kind',
  'type',
  'app',
  'version',
  'versions',
  'pods',
  'restarts',
  'ports',
  'hosts',
  'workloads',
  'services',
  'serviceAccount',
  'labels',
  'cluster',
  'validity',
  'owner',
  'age',
  'references',
  'referrers',
  'apiVersion',
] as const
export type ColumnId = (typeof columnIds)[number]

export interface ObjectColumn<Item> {
  readonly id: ColumnId
  readonly align?: 'left' | 'right'
  /** Pixels; without it, a share of what is left. */
  readonly width?: number
  /** Direction of the first press. */
  readonly first?: Sort['direction']
  /** The plain value, for files and, without `order`, for sorting. */
  readonly value: (item: Item) => Cell
  readonly order?: (item: Item) => string | number | undefined
  readonly cell: (item: Item) => ReactNode
}

export const filterKeys = [
  'namespace',
  'health',
  'mode',
  'kind',
  'type',
  'app',
  'version',
  'label',
  'missing',
  'mtls',
  'role',
  'validity',
  'owner',
  'group',
] as const
export type FilterKey = (typeof filterKeys)[number]

/** What an item answers to under a key of the filter; a key that a list does not know is absent. */
export type FilterFacts<Item> = Readonly<Partial<Record<FilterKey, (item: Item) => readonly string[]>>>

/** One of the lists, as data. */
export interface ListDefinition<Item extends ObjectItem> {
  readonly id: 'namespaces' | 'applications' | 'workloads' | 'services' | 'config'
  readonly columns: readonly ObjectColumn<Item>[]
  /** Shown until a person chooses. */
  readonly first: readonly ColumnId[]
  readonly facts: FilterFacts<Item>
  /** Where the list begins; by health when absent. */
  readonly firstSort?: Sort
  /** What a phone has room for; name, health and requests when absent. */
  readonly narrow?: readonly ColumnId[]
  /** Under the name on a phone; the namespace when absent. */
  readonly narrowLine?: (item: Item) => string
  /** Beside the choice of columns. */
  readonly actions?: ReactNode
  /** Whether Istio's labels of the objects can be written, many at once. */
  readonly labels?: true
  /** Whether the objects themselves can be saved as YAML. */
  readonly savesYaml?: true
  /** The page of an item, where that is not the object's own. */
  readonly path?: (item: Item, viewQuery: string) => string
  /** Whether the call of objects' traffic tells of its items over time. */
  readonly tellsTraffic: boolean
}
