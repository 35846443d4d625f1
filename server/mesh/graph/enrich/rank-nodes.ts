import type { Enrich } from '#server/mesh/graph/enrich/graph-facts.ts'
import type { GraphNode } from '#server/mesh/graph/types.ts'

/** The last rank there is, however many nodes a graph has. */
const lastRank = 100

/**
 * Ranks nodes by how many edges lead to them, leave them, and both, 1 the most. Equal counts share a rank, nodes without
 * edges have the last; more than a hundred ranks are pressed into a hundred (Kiali: GraphScore, scoreNodes and
 * normalizeRanks). Declares `rank`.
 */
export const rankNodes: Enrich = (graph) => {
  const incoming = new Map<string, number>()
  const outgoing = new Map<string, number>()
  for (const { source, target } of graph.edges.values()) {
    incoming.set(target, (incoming.get(target) ?? 0) + 1)
    outgoing.set(source, (outgoing.get(source) ?? 0) + 1)
  }
  const countIn = ({ id }: GraphNode): number => incoming.get(id) ?? 0
  const countOut = ({ id }: GraphNode): number => outgoing.get(id) ?? 0
  const nodes = [...graph.nodes.values()]
  const byIn = rankCounts(nodes.map(countIn))
  const byOut = rankCounts(nodes.map(countOut))
  const byBoth = rankCounts(nodes.map((node) => countIn(node) + countOut(node)))
  for (const node of nodes)
    node.rank = {
      in: byIn(countIn(node)),
      out: byOut(countOut(node)),
      total: byBoth(countIn(node) + countOut(node)),
    }
  return graph
}

function rankCounts(counts: readonly number[]): (count: number) => number {
  const descending = [...new Set(counts)].sort((a, b) => b - a)
  const ranks = new Map(descending.map((count, at) => [count, press(at + 1, descending.length)]))
  return (count) => ranks.get(count) ?? lastRank
}

function press(rank: number, ranks: number): number {
  return ranks <= lastRank ? rank : Math.ceil((1 + (rank - 1) * (lastRank - 1)) / (ranks - 1))
}
