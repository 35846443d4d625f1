'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useMemo } from 'react'
import { findComparison } from '#components/graph/compare/compared-graph.ts'
import { Segments } from '#components/graph/panels/parts.tsx'
import { boxColumns, buildBoxRows, firstBoxColumns } from '#components/graph/table/box-rows.ts'
import { BoxTable } from '#components/graph/table/box-table.tsx'
import { EdgeTable } from '#components/graph/table/edge-table.tsx'
import { NodeTable } from '#components/graph/table/node-table.tsx'
import { edgeColumns, firstEdgeColumns, firstNodeColumns, nodeColumns } from '#components/graph/table/rows.ts'
import type { GraphTableProps } from '#components/graph/table/types.ts'
import { rowChoices } from '#components/graph/url.ts'
import { ColumnsMenu } from '#components/shell/columns-menu.tsx'
import { useColumns } from '#components/shell/use-columns.ts'

const ChangesTable = lazy(async () => ({
  default: (await import('#components/graph/compare/changes-table.tsx')).ChangesTable,
}))

/** The same graph as tables: for keyboards, screen readers and thousands of nodes. Its choice is the canvas's. */
export function GraphTable(props: GraphTableProps) {
  const t = useTranslations('graph.table')
  const { graph, state, change } = props
  const boxes = useMemo(() => buildBoxRows(graph, { column: 'name', direction: 'ascending' }).length, [graph])
  const counts = { nodes: graph.nodes.length, edges: graph.edges.length, boxes }
  const nodes = useColumns('graph.columns.nodes', nodeColumns, firstNodeColumns, 'health')
  const edges = useColumns('graph.columns.edges', edgeColumns, firstEdgeColumns, 'health')
  const ofBoxes = useColumns('graph.columns.boxes', boxColumns, firstBoxColumns, 'health')
  const changes = useTranslations('graph.compare')
  const comparison = findComparison(graph)
  const rows = state.rows === 'changes' && !comparison ? 'nodes' : state.rows
  return (
    <div className="absolute inset-0 flex flex-col bg-surface">
      <div className="flex shrink-0 items-center gap-2 border-b border-line px-3 py-2 max-md:overflow-x-auto">
        <Segments
          label={t('rows')}
          options={[
            ...(comparison
              ? [{ value: 'changes' as const, label: changes('tab', { count: comparison.changes.length }) }]
              : []),
            ...rowChoices.map((value) => ({ value, label: t(value, { count: counts[value] }) })),
          ]}
          value={rows}
          onValueChange={(chosen) => change({ rows: chosen, sort: '' })}
        />
        {rows === 'changes' ? null : (
          <ColumnsMenu
            choice={{ nodes, edges, boxes: ofBoxes }[rows]}
            // The catalogue has a word for each column of all three tables.
            nameColumn={(column) => t(`column.${column}` as 'column.health')}
          />
        )}
      </div>
      <div className="min-h-0 grow">
        {comparison && rows === 'changes' ? (
          <Suspense fallback={null}>
            <ChangesTable {...props} comparison={comparison} />
          </Suspense>
        ) : null}
        {rows === 'nodes' ? <NodeTable {...props} shown={nodes.shown} /> : null}
        {rows === 'edges' ? <EdgeTable {...props} shown={edges.shown} /> : null}
        {rows === 'boxes' ? <BoxTable {...props} shown={ofBoxes.shown} /> : null}
      </div>
    </div>
  )
}
