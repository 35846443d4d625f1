'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { NodeName } from '#components/graph/panels/node-name.tsx'
import { Segments } from '#components/graph/panels/parts.tsx'
import {
  buildEdgeRows,
  buildNodeRows,
  type EdgeRow,
  edgeColumns,
  formatSort,
  type NodeRow,
  nodeColumns,
  parseSort,
} from '#components/graph/table/rows.ts'
import { type Column, VirtualTable } from '#components/graph/table/virtual-table.tsx'
import type { GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { formatBytesRate, formatLatency, formatPercent, formatRate } from '#components/mesh/format.ts'
import { HealthMark } from '#components/mesh/health-mark.tsx'
import type { Sort } from '#components/ui/table.tsx'
import type { GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

interface GraphTableProps {
  readonly graph: TrafficGraph
  readonly state: GraphState
  readonly change: ChangeGraph
  readonly found: ReadonlySet<string>
}

/** The same graph as tables: for keyboards, screen readers and thousands of nodes. Its choice is the canvas's. */
export function GraphTable(props: GraphTableProps) {
  const t = useTranslations('graph.table')
  const { graph, state, change } = props
  return (
    <div className="absolute inset-0 flex flex-col bg-surface">
      <div className="flex items-center gap-3 border-b border-line px-3 py-2">
        <Segments
          label={t('rows')}
          options={[
            { value: 'nodes', label: t('nodes', { count: graph.nodes.length }) },
            { value: 'edges', label: t('edges', { count: graph.edges.length }) },
          ]}
          value={state.rows}
          onValueChange={(rows) => change({ rows, sort: '' })}
        />
      </div>
      <div className="min-h-0 grow">
        {state.rows === 'nodes' ? <NodeTable {...props} /> : <EdgeTable {...props} />}
      </div>
    </div>
  )
}

function NodeTable({ graph, state, change, found }: GraphTableProps) {
  const t = useTranslations('graph.table')
  const words = useTranslations('graph')
  const sort = parseSort(state.sort, nodeColumns)
  const rows = useMemo(() => buildNodeRows(graph, parseSort(state.sort, nodeColumns)), [graph, state.sort])
  const columns = useNodeColumns()
  return (
    <VirtualTable
      label={t('nodesOf')}
      least="min-w-220"
      columns={columns}
      rows={rows}
      sort={sort}
      onSort={(next: Sort) => change({ sort: formatSort(next) })}
      chosenId={state.chosen?.kind === 'node' ? state.chosen.id : undefined}
      onChoose={(row) => change({ chosen: { kind: 'node', id: row.id } })}
      nameRow={({ node, name }) =>
        t('nodeRow', {
          name: name === 'unknown' ? words('unknown') : name,
          namespace: node.namespace,
          kind: node.serviceEntry ? words('kind.serviceEntry') : words(`kind.${node.kind}`),
        })
      }
      isFound={(row) => found.has(row.id)}
    />
  )
}

function useNodeColumns(): readonly Column<NodeRow>[] {
  const t = useTranslations('graph.table')
  const words = useTranslations('graph')
  const rate = (value: number | undefined, bytes: number | undefined) =>
    [value === undefined ? '' : formatRate(value), bytes === undefined ? '' : formatBytesRate(bytes)]
      .filter(Boolean)
      .join(' · ') || <None />
  return [
    {
      id: 'health',
      label: t('health'),
      width: 'w-28',
      cell: ({ node }) => <HealthMark status={node.health.status} quiet />,
    },
    {
      id: 'name',
      label: t('name'),
      width: '',
      cell: ({ name }) => (name === 'unknown' ? words('unknown') : name),
    },
    {
      id: 'namespace',
      label: t('namespace'),
      width: 'w-[14%]',
      cell: ({ node }) => (node.namespace === 'unknown' ? <None /> : node.namespace),
    },
    {
      id: 'in',
      label: t('in'),
      width: 'w-34',
      align: 'right',
      first: 'descending',
      cell: (row) => rate(row.inRate, row.node.in.tcpBytesPerSecond),
    },
    {
      id: 'errors',
      label: t('errors'),
      width: 'w-20',
      align: 'right',
      first: 'descending',
      cell: (row) => <Errors percent={row.errorPercent} />,
    },
    {
      id: 'out',
      label: t('out'),
      width: 'w-34',
      align: 'right',
      first: 'descending',
      cell: (row) => rate(row.outRate, row.node.out.tcpBytesPerSecond),
    },
    {
      id: 'kind',
      label: t('kind'),
      width: 'w-30',
      cell: ({ node }) => nameKind(node, words),
    },
  ]
}

/** The panel says to whom it is unknown; a column has room for the word alone. */
function nameKind(
  { kind, serviceEntry }: GraphNode,
  words: ReturnType<typeof useTranslations<'graph'>>,
): string {
  if (serviceEntry) return words('kind.serviceEntry')
  return kind === 'unknown' ? words('unknown') : words(`kind.${kind}`)
}

function EdgeTable({ graph, state, change, found }: GraphTableProps) {
  const t = useTranslations('graph.table')
  const words = useTranslations('graph')
  const sort = parseSort(state.sort, edgeColumns)
  const rows = useMemo(() => buildEdgeRows(graph, parseSort(state.sort, edgeColumns)), [graph, state.sort])
  const columns: readonly Column<EdgeRow>[] = [
    {
      id: 'health',
      label: t('health'),
      width: 'w-28',
      cell: ({ edge }) => <HealthMark status={edge.idle ? 'idle' : edge.health} quiet />,
    },
    { id: 'source', label: t('source'), width: '', cell: ({ source }) => <NodeName node={source} /> },
    { id: 'target', label: t('target'), width: '', cell: ({ target }) => <NodeName node={target} /> },
    { id: 'protocol', label: t('protocol'), width: 'w-18', cell: ({ edge }) => protocolWords[edge.protocol] },
    {
      id: 'rate',
      label: t('rate'),
      width: 'w-22',
      align: 'right',
      first: 'descending',
      cell: ({ edge }) =>
        edge.protocol === 'tcp'
          ? formatBytesRate(edge.bytesPerSecond ?? 0)
          : formatRate(edge.requestsPerSecond ?? 0),
    },
    {
      id: 'errors',
      label: t('errors'),
      width: 'w-18',
      align: 'right',
      first: 'descending',
      cell: ({ edge }) => <Errors percent={edge.errorPercent} />,
    },
    {
      id: 'latency',
      label: t('latency'),
      width: 'w-20',
      align: 'right',
      first: 'descending',
      cell: ({ edge }) => (edge.latencyMsP95 === undefined ? <None /> : formatLatency(edge.latencyMsP95)),
    },
    {
      id: 'mtls',
      label: t('mtls'),
      width: 'w-18',
      align: 'right',
      cell: ({ edge }) => (edge.mtlsPercent === undefined ? <None /> : formatPercent(edge.mtlsPercent)),
    },
  ]
  const nameEnd = (end: EdgeRow['source']) =>
    end && end.name !== 'unknown' ? `${end.namespace}/${end.name}` : words('unknown')
  return (
    <VirtualTable
      label={t('edgesOf')}
      least="min-w-220"
      columns={columns}
      rows={rows}
      sort={sort}
      onSort={(next: Sort) => change({ sort: formatSort(next) })}
      chosenId={state.chosen?.kind === 'edge' ? state.chosen.id : undefined}
      onChoose={(row) => change({ chosen: { kind: 'edge', id: row.id } })}
      nameRow={({ edge, source, target }) =>
        t('edgeRow', {
          source: nameEnd(source),
          target: nameEnd(target),
          protocol: protocolWords[edge.protocol],
        })
      }
      isFound={({ id }) => found.has(id)}
    />
  )
}

const protocolWords = { http: 'HTTP', grpc: 'gRPC', tcp: 'TCP' } as const

/** Not measured: there is no such traffic. */
function None() {
  const t = useTranslations('graph.table')
  return (
    <span className="text-muted">
      <span aria-hidden>–</span>
      <span className="sr-only">{t('nothing')}</span>
    </span>
  )
}

function Errors({ percent }: { readonly percent: number | undefined }) {
  if (percent === undefined) return <None />
  return <span className={percent > 0 ? 'font-medium text-failing' : ''}>{formatPercent(percent)}</span>
}
