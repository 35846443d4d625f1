import type { Selection } from '#components/graph/find/select-matches.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

export interface HiddenCount {
  readonly nodes: number
  readonly edges: number
}

/** The graph without what is selected; an edge goes with either of its ends. Returns the same graph when nothing goes. */
export function hideMatches(
  graph: TrafficGraph,
  selection: Selection,
): { readonly graph: TrafficGraph; readonly hidden: HiddenCount } {
  const nodes = graph.nodes.filter(({ id }) => !selection.nodes.has(id))
  const edges = graph.edges.filter(
    ({ id, source, target }) =>
      !selection.edges.has(id) && !selection.nodes.has(source) && !selection.nodes.has(target),
  )
  const hidden = { nodes: graph.nodes.length - nodes.length, edges: graph.edges.length - edges.length }
  return hidden.nodes + hidden.edges === 0 ? { graph, hidden } : { graph: { ...graph, nodes, edges }, hidden }
}
