import { findWorst } from '#components/graph/picture/fold.ts'
import { countErrorPercent, countRequests, type Flow, sumEdges } from '#components/graph/picture/sum-edges.ts'
import type { BoxKind } from '#components/graph/picture/types.ts'
import { type ColumnValue, healthRank, type SortChoice, sortRows } from '#components/graph/table/rows.ts'
import type { GraphEdge, GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'
import type { HealthStatus } from '#contract/words.ts'

/** A cluster, namespace or app with what crosses its border. */
export interface BoxRow {
  /** The id of its box on the canvas, whether or not it is drawn there. */
  readonly id: string
  readonly kind: BoxKind
  readonly name: string
  readonly namespace: string | undefined
  readonly cluster: string
  readonly status: HealthStatus
  readonly nodes: number
  /** How many of them fail, are degraded or not ready. */
  readonly trouble: number
  readonly inward: Flow
  readonly outward: Flow
}

export const boxColumns = [
  'health',
  'name',
  'kind',
  'nodes',
  'trouble',
  'in',
  'errors',
  'out',
  'mtls',
  'cluster',
] as const
export type BoxColumn = (typeof boxColumns)[number]
export const firstBoxColumns: readonly BoxColumn[] = boxColumns.slice(0, 9)

export const boxValues: Readonly<Record<BoxColumn, (row: BoxRow) => ColumnValue>> = {
  health: ({ status }) => healthRank[status],
  name: ({ name, namespace }) => (namespace === undefined ? name : `${namespace}/${name}`),
  kind: ({ kind }) => kind,
  nodes: ({ nodes }) => nodes,
  trouble: ({ trouble }) => trouble,
  in: ({ inward }) => countRequests(inward),
  errors: ({ inward }) => countErrorPercent(inward),
  out: ({ outward }) => countRequests(outward),
  mtls: ({ inward }) => inward.mtls.requests ?? inward.mtls.tcp,
  cluster: ({ cluster }) => cluster,
}

interface Gathered extends Pick<BoxRow, 'id' | 'kind' | 'name' | 'namespace' | 'cluster'> {
  readonly nodes: GraphNode[]
  readonly inward: GraphEdge[]
  readonly outward: GraphEdge[]
}

/** Every namespace, every app of more than one node, and the clusters where there are several. */
export function buildBoxRows(
  graph: Pick<TrafficGraph, 'nodes' | 'edges'>,
  sort: SortChoice<BoxColumn>,
): readonly BoxRow[] {
  const boxes = new Map<string, Gathered>()
  const boxesOf = new Map(graph.nodes.map((node) => [node.id, placeNode(node, boxes)]))
  for (const edge of graph.edges) {
    const from = boxesOf.get(edge.source) ?? []
    const to = boxesOf.get(edge.target) ?? []
    for (const box of to) if (!from.includes(box)) box.inward.push(edge)
    for (const box of from) if (!to.includes(box)) box.outward.push(edge)
  }
  const clusters = [...boxes.values()].filter(({ kind }) => kind === 'cluster').length
  const rows = [...boxes.values()]
    .filter(({ kind, nodes }) => (kind === 'app' ? nodes.length > 1 : kind === 'namespace' || clusters > 1))
    .map(presentBox)
  return sortRows(rows, sort, boxValues, [boxValues.name, boxValues.kind])
}

/** The boxes that a node is in, made on first need; what telemetry has no name for is in none. */
function placeNode(node: GraphNode, boxes: Map<string, Gathered>): readonly Gathered[] {
  const { cluster, namespace, app } = node
  const place = (kind: BoxKind, id: string, name: string, within: string | undefined): Gathered => {
    const known = boxes.get(id)
    const box = known ?? { id, kind, name, namespace: within, cluster, nodes: [], inward: [], outward: [] }
    if (!known) boxes.set(id, box)
    box.nodes.push(node)
    return box
  }
  if (namespace === 'unknown') return []
  return [
    ...(cluster === 'unknown' ? [] : [place('cluster', `box|cluster|${cluster}`, cluster, undefined)]),
    place('namespace', `box|namespace|${cluster}|${namespace}`, namespace, undefined),
    ...(app && app !== 'unknown'
      ? [place('app', `box|app|${cluster}|${namespace}|${app}`, app, namespace)]
      : []),
  ]
}

function presentBox({ nodes, inward, outward, ...box }: Gathered): BoxRow {
  const states = nodes.map((node) => node.health.status)
  return {
    ...box,
    status: findWorst(states),
    nodes: nodes.length,
    trouble: states.filter((state) => state === 'failing' || state === 'degraded' || state === 'notReady')
      .length,
    inward: sumEdges(inward),
    outward: sumEdges(outward),
  }
}
