import { listFlags } from '#components/graph/panels/list-responses.ts'
import { listBadges, nameNode } from '#components/graph/picture/build-picture.ts'
import type { GraphEdge, GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'
import type { HealthStatus } from '#contract/words.ts'

export interface NodeRow {
  readonly id: string
  readonly node: GraphNode
  readonly name: string
  readonly inRate: number | undefined
  readonly outRate: number | undefined
  readonly errorPercent: number | undefined
}

export interface EdgeRow {
  readonly id: string
  readonly edge: GraphEdge
  readonly source: GraphNode | undefined
  readonly target: GraphNode | undefined
}

/** What a column sorts by: numbers by size, texts by alphabet; what was not measured is least. */
export type ColumnValue = number | string | undefined

export const nodeColumns = [
  'health',
  'name',
  'namespace',
  'in',
  'errors',
  'out',
  'marks',
  'kind',
  'rank',
  'rankIn',
  'rankOut',
  'dataPlane',
  'version',
  'cluster',
  'services',
  'alerts',
  'httpIn',
  'grpcIn',
  'tcpIn',
  'httpOut',
  'grpcOut',
  'tcpOut',
] as const
export type NodeColumn = (typeof nodeColumns)[number]
export const firstNodeColumns: readonly NodeColumn[] = nodeColumns.slice(0, 8)

export const edgeColumns = [
  'health',
  'source',
  'target',
  'protocol',
  'rate',
  'errors',
  'latency',
  'mtls',
  'flags',
  'codes',
  'hosts',
  'share',
  'avg',
  'p50',
  'p99',
  'returned',
  'messagesSent',
  'messagesReceived',
  'requestBytes',
  'responseBytes',
  'sourcePrincipals',
  'destinationPrincipals',
] as const
export type EdgeColumn = (typeof edgeColumns)[number]
export const firstEdgeColumns: readonly EdgeColumn[] = edgeColumns.slice(0, 9)

export interface SortChoice<Column extends string> {
  readonly column: Column
  readonly direction: 'ascending' | 'descending'
}

/** `-rate` is by rate, largest first; anything unknown is worst health first. */
export function parseSort<Column extends string>(
  text: string,
  columns: readonly Column[],
): SortChoice<Column | 'health'> {
  const column = columns.find((name) => name === text.replace(/^-/, ''))
  if (!column) return { column: 'health', direction: 'ascending' }
  return { column, direction: text.startsWith('-') ? 'descending' : 'ascending' }
}

export function formatSort({ column, direction }: { column: string; direction: string }): string {
  if (column === 'health' && direction === 'ascending') return ''
  return direction === 'descending' ? `-${column}` : column
}

/** Worst first. */
export const healthRank: Readonly<Record<HealthStatus, number>> = {
  failing: 0,
  degraded: 1,
  notReady: 2,
  unknown: 3,
  idle: 4,
  healthy: 5,
}

export const nodeValues: Readonly<Record<NodeColumn, (row: NodeRow) => ColumnValue>> = {
  health: ({ node }) => healthRank[node.health.status],
  name: ({ name }) => name,
  namespace: ({ node }) => node.namespace,
  in: ({ inRate }) => inRate,
  errors: ({ errorPercent }) => errorPercent,
  out: ({ outRate }) => outRate,
  marks: ({ node }) => listBadges(node).length,
  kind: ({ node }) => node.kind,
  rank: ({ node }) => node.rank?.total,
  rankIn: ({ node }) => node.rank?.in,
  rankOut: ({ node }) => node.rank?.out,
  dataPlane: ({ node }) => node.mode,
  version: ({ node }) => node.version,
  cluster: ({ node }) => node.cluster,
  services: ({ node }) => node.services?.join(' '),
  alerts: ({ node }) => node.alerts?.length,
  httpIn: ({ node }) => node.in.httpPerSecond,
  grpcIn: ({ node }) => node.in.grpcPerSecond,
  tcpIn: ({ node }) => node.in.tcpBytesPerSecond,
  httpOut: ({ node }) => node.out.httpPerSecond,
  grpcOut: ({ node }) => node.out.grpcPerSecond,
  tcpOut: ({ node }) => node.out.tcpBytesPerSecond,
}

export const edgeValues: Readonly<Record<EdgeColumn, (row: EdgeRow) => ColumnValue>> = {
  health: ({ edge }) => healthRank[edge.health],
  source: ({ source }) => nameEnd(source),
  target: ({ target }) => nameEnd(target),
  protocol: ({ edge }) => edge.protocol,
  // Bytes and requests have no common measure: tcp stands apart, below all requests.
  rate: ({ edge }) =>
    edge.protocol === 'tcp' ? -1 / (2 + (edge.bytesPerSecond ?? 0)) : edge.requestsPerSecond,
  errors: ({ edge }) => edge.errorPercent,
  latency: ({ edge }) => edge.latencyMsP95,
  mtls: ({ edge }) => edge.mtlsPercent,
  flags: ({ edge }) => listEdgeFlags(edge).join(' ') || undefined,
  codes: ({ edge }) => listEdgeCodes(edge).join(' ') || undefined,
  hosts: ({ edge }) => listEdgeHosts(edge).join(' ') || undefined,
  share: ({ edge }) => edge.sharePercent,
  avg: ({ edge }) => edge.latencyMsAvg,
  p50: ({ edge }) => edge.latencyMsP50,
  p99: ({ edge }) => edge.latencyMsP99,
  returned: ({ edge }) => edge.bytesReturnedPerSecond,
  messagesSent: ({ edge }) => edge.messagesSentPerSecond,
  messagesReceived: ({ edge }) => edge.messagesReceivedPerSecond,
  requestBytes: ({ edge }) => edge.requestBytesPerSecond,
  responseBytes: ({ edge }) => edge.responseBytesPerSecond,
  sourcePrincipals: ({ edge }) => edge.sourcePrincipals?.join(' '),
  destinationPrincipals: ({ edge }) => edge.destinationPrincipals?.join(' '),
}

export function buildNodeRows(
  { nodes }: Pick<TrafficGraph, 'nodes'>,
  sort: SortChoice<NodeColumn>,
): readonly NodeRow[] {
  const rows = nodes.map((node) => {
    const inRate = addKnown(node.in.httpPerSecond, node.in.grpcPerSecond)
    return {
      id: node.id,
      node,
      name: nameNode(node),
      inRate,
      outRate: addKnown(node.out.httpPerSecond, node.out.grpcPerSecond),
      errorPercent: inRate
        ? ((node.in.httpPerSecond ?? 0) * (node.in.httpErrorPercent ?? 0) +
            (node.in.grpcPerSecond ?? 0) * (node.in.grpcErrorPercent ?? 0)) /
          inRate
        : undefined,
    }
  })
  return sortRows(rows, sort, nodeValues, [nodeValues.name, nodeValues.namespace])
}

export function buildEdgeRows(
  { nodes, edges }: Pick<TrafficGraph, 'nodes' | 'edges'>,
  sort: SortChoice<EdgeColumn>,
): readonly EdgeRow[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const rows = edges.map((edge) => ({
    id: edge.id,
    edge,
    source: byId.get(edge.source),
    target: byId.get(edge.target),
  }))
  return sortRows(rows, sort, edgeValues, [edgeValues.source, edgeValues.target])
}

/** Sorts by a column, then by `otherwise`, then by id, so that the order of equals never changes. */
export function sortRows<Row extends { readonly id: string }, Column extends string>(
  rows: readonly Row[],
  { column, direction }: SortChoice<Column>,
  values: Readonly<Record<Column, (row: Row) => ColumnValue>>,
  otherwise: readonly ((row: Row) => ColumnValue)[],
): readonly Row[] {
  const sign = direction === 'ascending' ? 1 : -1
  // Read once a row, not once a comparison: some values are joined texts.
  const keyed = rows.map((row) => ({
    row,
    value: values[column](row),
    ties: otherwise.map((read) => read(row)),
  }))
  return keyed
    .sort(
      (a, b) =>
        sign * compareValues(a.value, b.value) ||
        a.ties.reduce<number>((order, tie, at) => order || compareValues(tie, b.ties[at]), 0) ||
        collator.compare(a.row.id, b.row.id),
    )
    .map(({ row }) => row)
}

/** One for all: a comparison through `localeCompare` makes one each time, which 10,000 rows feel. */
const collator = new Intl.Collator('en')

function compareValues(a: ColumnValue, b: ColumnValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined)
  return collator.compare(String(a), String(b))
}

export function listEdgeFlags({ responses }: GraphEdge): readonly string[] {
  return [...new Set(responses.flatMap(({ flags }) => listFlags(flags)))].sort()
}

export function listEdgeCodes({ protocol, responses }: GraphEdge): readonly string[] {
  return protocol === 'tcp' ? [] : [...new Set(responses.map(({ code }) => code))].sort()
}

export function listEdgeHosts({ responses }: GraphEdge): readonly string[] {
  return [...new Set(responses.map(({ host }) => host))].filter(Boolean).sort()
}

function nameEnd(node: GraphNode | undefined): string {
  return node ? `${node.namespace}/${nameNode(node)}` : ''
}

function addKnown(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0)
}
