import { chooseAround, formatAround, parseAround } from '#contract/graph-around.ts'
import type { GraphEdge, GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

/** The node that `around` (see `formatAround`) names, in a graph that may hold it; without a cluster it is in any. */
export function findAround(nodes: readonly GraphNode[], around: string | undefined): GraphNode | undefined {
  const wanted = around === undefined ? undefined : parseAround(around)
  if (!wanted) return undefined
  const text = formatAround(wanted)
  return nodes.find((node) => {
    const own = chooseAround(node)
    return own && formatAround(wanted.cluster === undefined ? { ...own, cluster: undefined } : own) === text
  })
}

/** A node as the URL names what a graph is about; undefined where telemetry has no name for it. */
export function nameAround(node: GraphNode): string | undefined {
  const around = chooseAround(node)
  return around && formatAround(around)
}

/**
 * The part of a graph that is about one node: the node, who calls it and what it calls. A service between caller and
 * called is a way, not an end: edges go on through it. No edges among the neighbours themselves. Undefined when the graph
 * does not hold the node. It stands in for the server's own answer until that is there.
 */
export function cutAround(graph: TrafficGraph, id: string): TrafficGraph | undefined {
  if (!graph.nodes.some((node) => node.id === id)) return undefined
  const ways = new Set(graph.nodes.filter(({ kind }) => kind === 'service').map((node) => node.id))
  const kept = new Set<GraphEdge>([
    ...follow(graph.edges, id, ways, 'source', 'target'),
    ...follow(graph.edges, id, ways, 'target', 'source'),
  ])
  const near = new Set([id, ...[...kept].flatMap(({ source, target }) => [source, target])])
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => near.has(node.id)),
    edges: graph.edges.filter((edge) => kept.has(edge)),
  }
}

/** The edges that leave `id` by their `here` end, and those that go on from the services they reach. */
function follow(
  edges: readonly GraphEdge[],
  id: string,
  ways: ReadonlySet<string>,
  here: 'source' | 'target',
  there: 'source' | 'target',
): GraphEdge[] {
  const first = edges.filter((edge) => edge[here] === id)
  const through = new Set(first.map((edge) => edge[there]).filter((end) => ways.has(end) && end !== id))
  return [...first, ...edges.filter((edge) => through.has(edge[here]))]
}
