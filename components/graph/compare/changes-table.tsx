'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { ChangeMark } from '#components/graph/compare/change-mark.tsx'
import {
  buildChangeRows,
  type ChangeColumn,
  type ChangeRow,
  changeColumns,
} from '#components/graph/compare/change-rows.ts'
import { writeErrors, writeLatency, writeTraffic } from '#components/graph/compare/format-difference.ts'
import { focusPanel } from '#components/graph/keyboard/focus.ts'
import { formatSort, parseSort } from '#components/graph/table/rows.ts'
import type { GraphTableProps } from '#components/graph/table/types.ts'
import { type Column, VirtualTable } from '#components/ui/virtual-table.tsx'
import type { GraphComparison, SideNumbers } from '#contract/graph-comparison.ts'

/** Everything that changed, gravest first, with both sides' numbers. */
export function ChangesTable({
  comparison,
  state,
  change,
  found,
  onMenu,
}: GraphTableProps & { readonly comparison: GraphComparison }) {
  const t = useTranslations('graph.compare')
  const words = useTranslations('graph.change')
  const sort = parseSort<ChangeColumn>(state.sort, changeColumns)
  const rows = useMemo(
    () => buildChangeRows(comparison, parseSort<ChangeColumn>(state.sort, changeColumns)),
    [comparison, state.sort],
  )
  const pair =
    (write: (numbers: SideNumbers | undefined) => string | undefined) =>
    ({ difference: { before, after } }: ChangeRow) =>
      `${write(before) ?? '–'} → ${write(after) ?? '–'}`
  const columns: readonly Column<ChangeRow>[] = [
    { id: 'health', label: t('changeColumn'), width: 112, cell: (row) => <ChangeMark change={row.change} /> },
    { id: 'what', label: t('what'), cell: (row) => row.name },
    { id: 'traffic', label: t('measureOf.traffic'), width: 170, align: 'right', cell: pair(writeTraffic) },
    { id: 'errors', label: t('measureOf.errors'), width: 140, align: 'right', cell: pair(writeErrors) },
    { id: 'latency', label: t('measureOf.latency'), width: 150, align: 'right', cell: pair(writeLatency) },
  ]
  return (
    <VirtualTable
      label={t('changes', { count: rows.length })}
      columns={columns}
      rows={rows}
      sort={sort}
      onSort={(next) => change({ sort: formatSort(next) })}
      choice={{
        chosenId: state.chosen?.id,
        onChoose: (row) => change({ chosen: { kind: row.kind, id: row.id } }),
        onChooseAgain: () => focusPanel(),
        onMenu: ({ kind, id }, at, origin) => onMenu({ kind, id }, at, origin),
        nameRow: (row) => `${words(row.change)}: ${row.name}`,
        isFound: (row) => found.has(row.id),
      }}
    />
  )
}
