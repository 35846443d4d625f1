import { quote } from '#components/graph/find/complete.ts'
import { longestQuery } from '#components/graph/url.ts'
import type { GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

/** The find language's query for one node; undefined for what telemetry has no name for. */
export function buildNodeQuery({
  kind,
  name,
  namespace,
  workload,
  operation,
}: GraphNode): string | undefined {
  if (kind === 'unknown') return undefined
  const named =
    kind === 'workload'
      ? `workload = ${quote(workload ?? name)}`
      : `node = ${kind} AND name = ${quote(operation ?? name)}`
  return `${named} AND namespace = ${quote(namespace)}`
}

/** What hides a node beside what is hidden already; undefined when that is longer than a query may be. */
export function addToHidden(hidden: string, query: string): string | undefined {
  return keepShort(hidden === '' ? query : `(${hidden}) OR (${query})`)
}

/** What finds a node's callers and what it calls; undefined when there are none, or too many for one query. */
export function buildNeighboursQuery({ nodes, edges }: TrafficGraph, id: string): string | undefined {
  const near = new Set(
    edges.flatMap(({ source, target }) => (source === id ? [target] : target === id ? [source] : [])),
  )
  const queries = nodes
    .filter((node) => near.has(node.id) && node.id !== id)
    .flatMap((node) => buildNodeQuery(node) ?? [])
  return queries.length === 0 ? undefined : keepShort(queries.map((query) => `(${query})`).join(' OR '))
}

function keepShort(query: string): string | undefined {
  return query.length <= longestQuery ? query : undefined
}
