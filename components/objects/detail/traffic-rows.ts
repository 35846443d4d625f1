import type { GraphEdge, GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

/** Who is at the other end of an edge of the page's object, and what flows. */
export interface TrafficRow {
  readonly edge: GraphEdge
  readonly other: GraphNode
}

export interface Traffic {
  readonly inward: readonly TrafficRow[]
  readonly outward: readonly TrafficRow[]
}

const order = { failing: 0, degraded: 1, notReady: 2, unknown: 3, healthy: 3, idle: 4 } as const

/**
 * The edges that lead to the nodes of the object and those that leave them, worst and busiest first. What stays inside the
 * object (one version of an app that calls another) is in both.
 */
export function buildTraffic(graph: TrafficGraph, isOwn: (node: GraphNode) => boolean): Traffic {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const own = new Set(graph.nodes.filter(isOwn).map(({ id }) => id))
  const list = (here: 'source' | 'target', there: 'source' | 'target') =>
    graph.edges
      .filter((edge) => own.has(edge[here]))
      .flatMap((edge) => {
        const other = nodes.get(edge[there])
        return other ? [{ edge, other }] : []
      })
      .sort(
        (a, b) =>
          order[a.edge.health] - order[b.edge.health] ||
          (b.edge.ratePerSecond ?? 0) - (a.edge.ratePerSecond ?? 0) ||
          a.edge.id.localeCompare(b.edge.id),
      )
  return { inward: list('target', 'source'), outward: list('source', 'target') }
}

/** The same for a whole namespace: only what crosses its border. */
export function buildBorderTraffic(graph: TrafficGraph, namespace: string): Traffic {
  const all = buildTraffic(graph, (node) => node.namespace === namespace)
  const isForeign = ({ other }: TrafficRow) => other.namespace !== namespace
  return { inward: all.inward.filter(isForeign), outward: all.outward.filter(isForeign) }
}
