import { nameNode } from '#components/graph/picture/build-picture.ts'
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

export const nodeColumns = ['health', 'name', 'namespace', 'kind', 'in', 'errors', 'out'] as const
export type NodeColumn = (typeof nodeColumns)[number]
export const edgeColumns = [
  'health',
  'source',
  'target',
  'protocol',
  'rate',
  'errors',
  'latency',
  'mtls',
] as const
export type EdgeColumn = (typeof edgeColumns)[number]

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

const order: Readonly<Record<HealthStatus, number>> = {
  failing: 0,
  degraded: 1,
  notReady: 2,
  unknown: 3,
  idle: 4,
  healthy: 5,
}

export function buildNodeRows(
  { nodes }: Pick<TrafficGraph, 'nodes'>,
  { column, direction }: SortChoice<NodeColumn>,
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
  const byName = (a: NodeRow, b: NodeRow) =>
    a.name.localeCompare(b.name) ||
    a.node.namespace.localeCompare(b.node.namespace) ||
    a.id.localeCompare(b.id)
  const comparisons: Record<NodeColumn, (a: NodeRow, b: NodeRow) => number> = {
    health: (a, b) => order[a.node.health.status] - order[b.node.health.status],
    name: byName,
    namespace: (a, b) => a.node.namespace.localeCompare(b.node.namespace),
    kind: (a, b) => a.node.kind.localeCompare(b.node.kind),
    in: (a, b) => (a.inRate ?? -1) - (b.inRate ?? -1),
    errors: (a, b) => (a.errorPercent ?? -1) - (b.errorPercent ?? -1),
    out: (a, b) => (a.outRate ?? -1) - (b.outRate ?? -1),
  }
  const sign = direction === 'ascending' ? 1 : -1
  return rows.sort((a, b) => sign * comparisons[column](a, b) || byName(a, b))
}

export function buildEdgeRows(
  { nodes, edges }: Pick<TrafficGraph, 'nodes' | 'edges'>,
  { column, direction }: SortChoice<EdgeColumn>,
): readonly EdgeRow[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const rows = edges.map((edge) => ({
    id: edge.id,
    edge,
    source: byId.get(edge.source),
    target: byId.get(edge.target),
  }))
  const compareEnds = (a: GraphNode | undefined, b: GraphNode | undefined) =>
    nameEnd(a).localeCompare(nameEnd(b))
  const byEnds = (a: EdgeRow, b: EdgeRow) =>
    compareEnds(a.source, b.source) || compareEnds(a.target, b.target) || a.id.localeCompare(b.id)
  const byNumber = (read: (edge: GraphEdge) => number | undefined) => (a: EdgeRow, b: EdgeRow) =>
    (read(a.edge) ?? -1) - (read(b.edge) ?? -1)
  const comparisons: Record<EdgeColumn, (a: EdgeRow, b: EdgeRow) => number> = {
    health: (a, b) => order[a.edge.health] - order[b.edge.health],
    source: (a, b) => compareEnds(a.source, b.source),
    target: (a, b) => compareEnds(a.target, b.target),
    protocol: (a, b) => a.edge.protocol.localeCompare(b.edge.protocol),
    // Bytes and requests have no common measure: tcp stands apart, below all requests.
    rate: byNumber((edge) =>
      edge.protocol === 'tcp' ? -1 / (2 + (edge.bytesPerSecond ?? 0)) : edge.requestsPerSecond,
    ),
    errors: byNumber((edge) => edge.errorPercent),
    latency: byNumber((edge) => edge.latencyMsP95),
    mtls: byNumber((edge) => edge.mtlsPercent),
  }
  const sign = direction === 'ascending' ? 1 : -1
  return rows.sort((a, b) => sign * comparisons[column](a, b) || byEnds(a, b))
}

function nameEnd(node: GraphNode | undefined): string {
  return node ? `${node.namespace}/${nameNode(node)}` : ''
}

function addKnown(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0)
}
