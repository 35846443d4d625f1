import type { ObjectColumn, ObjectItem } from '#components/objects/list/types.ts'
import type { Sort } from '#components/ui/table.tsx'

export const firstSort: Sort = { column: 'health', direction: 'ascending' }

/** `-traffic` → the traffic column, largest first. What names no column of the list is the first sort. */
export function parseSort(
  text: string,
  columns: readonly { readonly id: string }[],
  first: Sort = firstSort,
): Sort {
  const column = text.replace(/^-/, '')
  if (!columns.some(({ id }) => id === column)) return first
  return { column, direction: text.startsWith('-') ? 'descending' : 'ascending' }
}

/** '' for the first sort. */
export function formatSort({ column, direction }: Sort, first: Sort = firstSort): string {
  if (column === first.column && direction === first.direction) return ''
  return direction === 'descending' ? `-${column}` : column
}

/** An item under its own id in a table. */
export interface ObjectRow<Item> {
  readonly id: string
  readonly item: Item
  /** In small letters, as filters compare it. */
  readonly name: string
  /** By which equals stand. */
  readonly place: string
}

export function identify({
  cluster,
  namespace,
  kind,
  name,
}: Pick<ObjectItem, 'cluster' | 'namespace' | 'kind' | 'name'>): string {
  return `${cluster}/${namespace}/${kind}/${name}`
}

const known = new WeakMap<ObjectItem, ObjectRow<ObjectItem>>()

/** The same row of the same item, so that what is drawn of it may stay. */
function buildRow<Item extends ObjectItem>(item: Item): ObjectRow<Item> {
  // What is kept of an item holds that very item.
  const kept = known.get(item) as ObjectRow<Item> | undefined
  if (kept) return kept
  const { namespace, name, kind } = item
  const row = { id: identify(item), item, name: name.toLowerCase(), place: `${namespace}/${name}/${kind}` }
  known.set(item, row)
  return row
}

/** Sorted; items without a value stand last in both directions, equals by namespace and name. */
export function buildRows<Item extends ObjectItem>(
  items: readonly Item[],
  columns: readonly ObjectColumn<Item>[],
  { column, direction }: Sort,
): readonly ObjectRow<Item>[] {
  const chosen = columns.find(({ id }) => id === column)
  const sign = direction === 'ascending' ? 1 : -1
  const keyed = items.map((item) => ({ row: buildRow(item), key: chosen && readOrder(chosen, item) }))
  return keyed
    .sort((a, b) => compareKeys(a.key, b.key, sign) || compareTexts(a.row.place, b.row.place))
    .map(({ row }) => row)
}

function readOrder<Item>({ order, value }: ObjectColumn<Item>, item: Item): string | number | undefined {
  if (order) return order(item)
  const plain = value(item)
  return typeof plain === 'boolean' ? Number(plain) : plain
}

function compareKeys(a: string | number | undefined, b: string | number | undefined, sign: number): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1
  return a < b ? -sign : a > b ? sign : 0
}

const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
