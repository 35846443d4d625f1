import { addEdge } from '#server/mesh/graph/merge-edges.ts'
import type { GraphEdge, GraphNode, TrafficGraph } from '#server/mesh/graph/types.ts'

/**
 * The service view: of a workload graph with services between, only the services stay and, to show where traffic begins,
 * the roots that call one. What the workloads behind a service call, the service calls; calls that go past services to
 * workloads are not shown (Kiali: graph/telemetry/common.go, ReduceToServiceGraph).
 */
export function reduceToServices(graph: TrafficGraph): TrafficGraph {
  const outgoing = Map.groupBy(graph.edges.values(), ({ source }) => source)
  const called = new Set(Array.from(graph.edges.values(), ({ target }) => target))
  const isService = (id: string): boolean => graph.nodes.get(id)?.kind === 'service'
  const toServices = (id: string): GraphEdge[] =>
    (outgoing.get(id) ?? []).filter(({ target }) => isService(target))

  const nodes = new Map<string, GraphNode>()
  const edges = new Map<string, GraphEdge>()
  for (const [id, node] of graph.nodes) {
    if (node.kind === 'service') {
      nodes.set(id, node)
      for (const { target } of uniqueTargets(outgoing.get(id) ?? [])) {
        for (const edge of toServices(target)) addEdge(edges, edge, id, edge.target)
      }
    } else if (!called.has(id)) {
      const kept = toServices(id)
      if (kept.length > 0) nodes.set(id, node)
      for (const edge of kept) addEdge(edges, edge)
    }
  }
  return { nodes, edges, unshown: [] }
}

/** A workload that a service reaches by two protocols calls on once. */
function uniqueTargets(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const seen = new Set<string>()
  return edges.filter(({ target }) => !seen.has(target) && seen.add(target))
}
