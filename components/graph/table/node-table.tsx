'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { focusPanel } from '#components/graph/keyboard/focus.ts'
import { listBadges } from '#components/graph/picture/build-picture.ts'
import { Errors, Marks, Measure, None, Words } from '#components/graph/table/cells.tsx'
import {
  buildNodeRows,
  formatSort,
  type NodeColumn,
  type NodeRow,
  nodeColumns,
  parseSort,
} from '#components/graph/table/rows.ts'
import type { TableProps } from '#components/graph/table/types.ts'
import { formatBytesRate, formatRate } from '#components/mesh/format.ts'
import { HealthMark } from '#components/mesh/health-mark.tsx'
import { ModeMark } from '#components/mesh/mode-mark.tsx'
import { type Column, VirtualTable } from '#components/ui/virtual-table.tsx'
import type { GraphNode } from '#contract/traffic-graph.ts'

/** Every node of the graph, whether it is folded on the canvas or not. */
export function NodeTable({ graph, state, change, found, shown, onMenu }: TableProps<NodeColumn>) {
  const t = useTranslations('graph.table')
  const words = useTranslations('graph')
  const sort = parseSort(state.sort, nodeColumns)
  const rows = useMemo(() => buildNodeRows(graph, parseSort(state.sort, nodeColumns)), [graph, state.sort])
  const looks = useLooks()
  const columns = nodeColumns
    .filter((id) => shown.includes(id))
    .map((id): Column<NodeRow> => ({ ...looks[id], id, label: t(`column.${id}`) }))
  return (
    <VirtualTable
      label={t('nodesOf')}
      columns={columns}
      rows={rows}
      sort={sort}
      onSort={(next) => change({ sort: formatSort(next) })}
      choice={{
        chosenId: state.chosen?.kind === 'node' ? state.chosen.id : undefined,
        onChoose: (row) => change({ chosen: { kind: 'node', id: row.id } }),
        onChooseAgain: () => focusPanel(),
        onMenu: (row, at, origin) => onMenu({ kind: 'node', id: row.id }, at, origin),
        nameRow: ({ node, name }) =>
          t('nodeRow', {
            name: name === 'unknown' ? words('unknown') : name,
            namespace: node.namespace,
            kind: node.serviceEntry ? words('kind.serviceEntry') : words(`kind.${node.kind}`),
          }),
        isFound: (row) => found.has(row.id),
      }}
    />
  )
}

type Look = Omit<Column<NodeRow>, 'id' | 'label'>

/** A column of numbers, the largest first. */
const number = (width: number, cell: Look['cell']): Look => ({
  width,
  align: 'right',
  first: 'descending',
  cell,
})

function useLooks(): Readonly<Record<NodeColumn, Look>> {
  const words = useTranslations('graph')
  const rates = (requests: number | undefined, bytes: number | undefined) =>
    [requests === undefined ? '' : formatRate(requests), bytes === undefined ? '' : formatBytesRate(bytes)]
      .filter(Boolean)
      .join(' · ') || <None />
  const rate = (read: (node: GraphNode) => number | undefined) =>
    number(100, ({ node }) => <Measure value={read(node)} format={formatRate} />)
  const bytes = (read: (node: GraphNode) => number | undefined) =>
    number(100, ({ node }) => <Measure value={read(node)} format={formatBytesRate} />)
  const rank = (read: (rank: NonNullable<GraphNode['rank']>) => number): Look => ({
    width: 84,
    align: 'right',
    cell: ({ node }) => <Measure value={node.rank && read(node.rank)} format={String} />,
  })
  return {
    health: { width: 112, cell: ({ node }) => <HealthMark status={node.health.status} quiet /> },
    name: { cell: ({ name }) => (name === 'unknown' ? words('unknown') : name) },
    namespace: { width: 120, cell: ({ node }) => (node.namespace === 'unknown' ? <None /> : node.namespace) },
    in: number(128, (row) => rates(row.inRate, row.node.in.tcpBytesPerSecond)),
    errors: number(76, (row) => <Errors percent={row.errorPercent} />),
    out: number(128, (row) => rates(row.outRate, row.node.out.tcpBytesPerSecond)),
    marks: { width: 92, first: 'descending', cell: ({ node }) => <Marks badges={listBadges(node)} /> },
    kind: { width: 112, cell: ({ node }) => nameKind(node, words) },
    rank: rank(({ total }) => total),
    rankIn: rank((each) => each.in),
    rankOut: rank(({ out }) => out),
    dataPlane: { width: 110, cell: ({ node }) => (node.mode ? <ModeMark mode={node.mode} /> : <None />) },
    version: {
      width: 90,
      cell: ({ node }) => (node.version === 'unknown' ? <None /> : (node.version ?? <None />)),
    },
    cluster: { width: 120, cell: ({ node }) => (node.cluster === 'unknown' ? <None /> : node.cluster) },
    services: { width: 180, cell: ({ node }) => <Words all={node.services ?? []} /> },
    alerts: {
      width: 180,
      first: 'descending',
      cell: ({ node }) => <Words all={(node.alerts ?? []).map(({ name, state }) => `${name} (${state})`)} />,
    },
    httpIn: rate((node) => node.in.httpPerSecond),
    grpcIn: rate((node) => node.in.grpcPerSecond),
    tcpIn: bytes((node) => node.in.tcpBytesPerSecond),
    httpOut: rate((node) => node.out.httpPerSecond),
    grpcOut: rate((node) => node.out.grpcPerSecond),
    tcpOut: bytes((node) => node.out.tcpBytesPerSecond),
  }
}

/** The panel says to whom it is unknown; a column has room for the word alone. */
function nameKind(
  { kind, serviceEntry }: GraphNode,
  words: ReturnType<typeof useTranslations<'graph'>>,
): string {
  if (serviceEntry) return words('kind.serviceEntry')
  return kind === 'unknown' ? words('unknown') : words(`kind.${kind}`)
}
