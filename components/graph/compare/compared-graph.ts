import type { Change, Difference, GraphComparison } from '#contract/graph-comparison.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/** A graph of two sides, which every part of the screen shows as it shows a graph. */
export interface ComparedGraph extends TrafficGraph {
  readonly comparison: GraphComparison
}

/** The graph that a comparison is drawn as: both sides in one, as of the side after. */
export function buildComparedGraph(comparison: GraphComparison): ComparedGraph {
  const { after, view, nodes, edges, notices } = comparison
  return { asOf: after.asOf, rangeSeconds: after.rangeSeconds, view, nodes, edges, notices, comparison }
}

export function findComparison(graph: TrafficGraph): GraphComparison | undefined {
  return isCompared(graph) ? graph.comparison : undefined
}

function isCompared(graph: TrafficGraph): graph is ComparedGraph {
  return 'comparison' in graph && graph.comparison !== undefined
}

/** What became of each node and edge, by id. */
export function indexDifferences({ nodes, edges }: GraphComparison): ReadonlyMap<string, Difference> {
  return new Map([...nodes, ...edges].map(({ id, difference }) => [id, difference]))
}

export function findDifference(
  { nodes, edges }: GraphComparison,
  id: string | undefined,
): Difference | undefined {
  return (nodes.find((node) => node.id === id) ?? edges.find((edge) => edge.id === id))?.difference
}

/** Gravest first. */
export const changeOrder: readonly Change[] = [
  'failing',
  'vanished',
  'slower',
  'appeared',
  'less',
  'more',
  'recovered',
  'faster',
  'same',
]

export function findGravest(changes: readonly Change[]): Change {
  return changeOrder.find((change) => changes.includes(change)) ?? 'same'
}
