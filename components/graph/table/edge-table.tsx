'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { focusPanel } from '#components/graph/keyboard/focus.ts'
import { NodeName } from '#components/graph/panels/node-name.tsx'
import { Errors, Measure, protocolWords, Words } from '#components/graph/table/cells.tsx'
import {
  buildEdgeRows,
  type EdgeColumn,
  type EdgeRow,
  edgeColumns,
  formatSort,
  listEdgeCodes,
  listEdgeFlags,
  listEdgeHosts,
  parseSort,
} from '#components/graph/table/rows.ts'
import type { TableProps } from '#components/graph/table/types.ts'
import {
  formatBytesRate,
  formatLatency,
  formatNumber,
  formatPercent,
  formatRate,
} from '#components/mesh/format.ts'
import { HealthMark } from '#components/mesh/health-mark.tsx'
import { type Column, VirtualTable } from '#components/ui/virtual-table.tsx'
import type { GraphEdge } from '#contract/traffic-graph.ts'

/** Every edge of the graph, whether its ends are folded on the canvas or not. */
export function EdgeTable({ graph, state, change, found, shown, onMenu }: TableProps<EdgeColumn>) {
  const t = useTranslations('graph.table')
  const words = useTranslations('graph')
  const sort = parseSort(state.sort, edgeColumns)
  const rows = useMemo(() => buildEdgeRows(graph, parseSort(state.sort, edgeColumns)), [graph, state.sort])
  const columns = edgeColumns
    .filter((id) => shown.includes(id))
    .map((id): Column<EdgeRow> => ({ ...looks[id], id, label: t(`column.${id}`) }))
  const nameEnd = (end: EdgeRow['source']) =>
    end && end.name !== 'unknown' ? `${end.namespace}/${end.name}` : words('unknown')
  return (
    <VirtualTable
      label={t('edgesOf')}
      columns={columns}
      rows={rows}
      sort={sort}
      onSort={(next) => change({ sort: formatSort(next) })}
      choice={{
        chosenId: state.chosen?.kind === 'edge' ? state.chosen.id : undefined,
        onChoose: (row) => change({ chosen: { kind: 'edge', id: row.id } }),
        onChooseAgain: () => focusPanel(),
        onMenu: (row, at, origin) => onMenu({ kind: 'edge', id: row.id }, at, origin),
        nameRow: ({ edge, source, target }) =>
          t('edgeRow', {
            source: nameEnd(source),
            target: nameEnd(target),
            protocol: protocolWords[edge.protocol],
          }),
        isFound: ({ id }) => found.has(id),
      }}
    />
  )
}

type Look = Omit<Column<EdgeRow>, 'id' | 'label'>

const measure = (
  width: number,
  read: (edge: GraphEdge) => number | undefined,
  format: (value: number) => string,
): Look => ({
  width,
  align: 'right',
  first: 'descending',
  cell: ({ edge }) => <Measure value={read(edge)} format={format} />,
})

const words = (width: number, read: (edge: GraphEdge) => readonly string[]): Look => ({
  width,
  first: 'descending',
  cell: ({ edge }) => <Words all={read(edge)} />,
})

const perSecond = (value: number) => `${formatNumber(value)}/s`

const looks: Readonly<Record<EdgeColumn, Look>> = {
  health: { width: 112, cell: ({ edge }) => <HealthMark status={edge.idle ? 'idle' : edge.health} quiet /> },
  source: { cell: ({ source }) => <NodeName node={source} /> },
  target: { cell: ({ target }) => <NodeName node={target} /> },
  protocol: { width: 84, cell: ({ edge }) => protocolWords[edge.protocol] },
  rate: {
    width: 88,
    align: 'right',
    first: 'descending',
    cell: ({ edge }) =>
      edge.protocol === 'tcp'
        ? formatBytesRate(edge.bytesPerSecond ?? 0)
        : formatRate(edge.requestsPerSecond ?? 0),
  },
  errors: {
    width: 76,
    align: 'right',
    first: 'descending',
    cell: ({ edge }) => <Errors percent={edge.errorPercent} />,
  },
  latency: measure(80, (edge) => edge.latencyMsP95, formatLatency),
  mtls: measure(76, (edge) => edge.mtlsPercent, formatPercent),
  flags: words(84, listEdgeFlags),
  codes: words(110, listEdgeCodes),
  hosts: words(200, listEdgeHosts),
  share: measure(84, (edge) => edge.sharePercent, formatPercent),
  avg: measure(84, (edge) => edge.latencyMsAvg, formatLatency),
  p50: measure(80, (edge) => edge.latencyMsP50, formatLatency),
  p99: measure(80, (edge) => edge.latencyMsP99, formatLatency),
  returned: measure(110, (edge) => edge.bytesReturnedPerSecond, formatBytesRate),
  messagesSent: measure(130, (edge) => edge.messagesSentPerSecond, perSecond),
  messagesReceived: measure(150, (edge) => edge.messagesReceivedPerSecond, perSecond),
  requestBytes: measure(120, (edge) => edge.requestBytesPerSecond, formatBytesRate),
  responseBytes: measure(128, (edge) => edge.responseBytesPerSecond, formatBytesRate),
  sourcePrincipals: words(220, (edge) => edge.sourcePrincipals ?? []),
  destinationPrincipals: words(220, (edge) => edge.destinationPrincipals ?? []),
}
