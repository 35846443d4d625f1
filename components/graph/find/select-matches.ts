import type { FindContext, Query } from '#components/graph/find/types.ts'
import type { GraphEdge, GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

export interface Selection {
  readonly nodes: ReadonlySet<string>
  readonly edges: ReadonlySet<string>
}

/**
 * What a query means in a graph, with NOT taken down to the single terms first:
 *
 * - A node is selected when the query holds for it by node terms alone; no edge term holds for a node.
 * - An edge is selected when the query holds for it together with one of its two ends, and an edge term has a part in
 *   that: `namespace = shop AND rt > 1s` are the slow edges at shop, all node terms speaking of the same end.
 *
 * So node terms select nodes, edge terms select edges, `A OR B` selects what either does, and an AND of both selects edges.
 */
export function selectMatches(graph: Pick<TrafficGraph, 'nodes' | 'edges'>, query: Query): Selection {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]))
  const context: FindContext = { nodeOf: (id) => byId.get(id) }
  const nodes = graph.nodes.filter((node) => judge(query, false, { node }, context) !== 0)
  const edges = graph.edges.filter((edge) =>
    [edge.source, edge.target].some(
      (end) => (judge(query, false, { edge, node: byId.get(end) }, context) & byEdge) !== 0,
    ),
  )
  return { nodes: new Set(nodes.map(({ id }) => id)), edges: new Set(edges.map(({ id }) => id)) }
}

interface Candidate {
  readonly node: GraphNode | undefined
  readonly edge?: GraphEdge
}

/** How a query holds: not at all, by node terms alone, with an edge term, or in both ways. */
const byNode = 1
const byEdge = 2

function judge(query: Query, inverted: boolean, candidate: Candidate, context: FindContext): number {
  switch (query.kind) {
    case 'node': {
      const { node } = candidate
      return (node !== undefined && query.holds(node, context)) !== inverted ? byNode : 0
    }
    case 'edge': {
      const { edge } = candidate
      return edge !== undefined && query.holds(edge, context) !== inverted ? byEdge : 0
    }
    case 'not':
      return judge(query.part, !inverted, candidate, context)
    default:
      return (query.kind === 'and') !== inverted
        ? judgeAll(query.parts, inverted, candidate, context)
        : query.parts.reduce((ways, part) => ways | judge(part, inverted, candidate, context), 0)
  }
}

function judgeAll(
  parts: readonly Query[],
  inverted: boolean,
  candidate: Candidate,
  context: FindContext,
): number {
  let common = byNode
  let withEdge = 0
  for (const part of parts) {
    const ways = judge(part, inverted, candidate, context)
    if (ways === 0) return 0
    common &= ways
    withEdge |= ways & byEdge
  }
  return common | withEdge
}
