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
import { formatSort, parseSort } from '#components/graph/table/rows.ts'
import { type Column, VirtualTable } from '#components/graph/table/virtual-table.tsx'
import type { GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import type { GraphComparison, SideNumbers } from '#contract/graph-comparison.ts'

/** Everything that changed, gravest first, with both sides' numbers. */
export function ChangesTable({
  comparison,
  state,
  change,
  found,
}: {
  readonly comparison: GraphComparison
  readonly state: GraphState
  readonly change: ChangeGraph
  readonly found: ReadonlySet<string>
}) {
  const t = useTranslations('graph.compare')
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
    { id: 'health', label: t('label'), width: 'w-30', cell: (row) => <ChangeMark change={row.change} /> },
    { id: 'what', label: t('what'), width: '', cell: (row) => row.name },
    { id: 'traffic', label: t('measureOf.traffic'), width: 'w-44', align: 'right', cell: pair(writeTraffic) },
    { id: 'errors', label: t('measureOf.errors'), width: 'w-36', align: 'right', cell: pair(writeErrors) },
    { id: 'latency', label: t('measureOf.latency'), width: 'w-40', align: 'right', cell: pair(writeLatency) },
  ]
  return (
    <VirtualTable
      label={t('changes', { count: rows.length })}
      least="min-w-220"
      columns={columns}
      rows={rows}
      sort={sort}
      onSort={(next) => change({ sort: formatSort(next) })}
      chosenId={state.chosen?.id}
      onChoose={(row) => change({ chosen: { kind: row.kind, id: row.id } })}
      nameRow={(row) => `${t(`change.${row.change}`)}: ${row.name}`}
      isFound={(row) => found.has(row.id)}
    />
  )
}
