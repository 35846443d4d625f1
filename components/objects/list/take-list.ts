import type { ObjectRow } from '#components/objects/list/rows.ts'
import type { ListDefinition, ObjectItem } from '#components/objects/list/types.ts'
import { formatCsv } from '#components/ui/format-csv.ts'

/** Every column of the list, whether it is shown or not, in the order of the rows; the heads are the columns' ids. */
export function writeCsv<Item extends ObjectItem>(
  { columns }: ListDefinition<Item>,
  rows: readonly ObjectRow<Item>[],
): string {
  return formatCsv([
    columns.map(({ id }) => id),
    ...rows.map(({ item }) => columns.map(({ value }) => value(item))),
  ])
}

/** The items as the API gives them, in the order of the rows. */
export function writeJson<Item extends ObjectItem>(
  rows: readonly ObjectRow<Item>[],
  asOf: string | undefined,
): string {
  return JSON.stringify({ asOf, items: rows.map(({ item }) => item) }, null, 2)
}

/** `vardia-workloads-20261121T070509Z.csv`: the moment that the list shows, in UTC. */
export function nameFile(list: string, asOf: string | undefined, extension: string): string {
  const ms = Date.parse(asOf ?? '')
  const stamp = Number.isFinite(ms) ? new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '') : 'unknown'
  return `vardia-${list}-${stamp}.${extension}`
}
