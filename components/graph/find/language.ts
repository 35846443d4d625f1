import { type HiddenCount, hideMatches } from '#components/graph/find/hide-matches.ts'
import type { Match } from '#components/graph/find/matches.ts'
import { parseQuery } from '#components/graph/find/parse-query.ts'
import { selectMatches } from '#components/graph/find/select-matches.ts'
import type { Fault } from '#components/graph/find/types.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/**
 * What the screen asks of the find and hide language. It is loaded when the first query is written or comes by the URL, so
 * that a graph without one does not wait for it.
 */

/** Why a text is no query; undefined when it is one, or empty. */
export function findFault(text: string): Fault | undefined {
  const parsed = parseQuery(text)
  return parsed.kind === 'fault' ? parsed.fault : undefined
}

/** What is left of a graph, and how much is not. A text that is no query hides nothing. */
export function applyHide(
  graph: TrafficGraph,
  text: string,
): { readonly graph: TrafficGraph; readonly hidden: HiddenCount } {
  const parsed = parseQuery(text)
  if (parsed.kind !== 'query') return { graph, hidden: { nodes: 0, edges: 0 } }
  return hideMatches(graph, selectMatches(graph, parsed.query))
}

/** What a query finds, in the graph's order, nodes first. A text that is no query finds nothing. */
export function listMatches(graph: TrafficGraph, text: string): readonly Match[] {
  const parsed = parseQuery(text)
  if (parsed.kind !== 'query') return []
  const { nodes, edges } = selectMatches(graph, parsed.query)
  return [
    ...[...nodes].map((id) => ({ kind: 'node' as const, id })),
    ...[...edges].map((id) => ({ kind: 'edge' as const, id })),
  ]
}
