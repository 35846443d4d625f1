import type { Enrich, GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import { type GraphNode, isMoving, type TrafficGraph, unknown } from '#server/mesh/graph/types.ts'
import { findWorkload } from '#server/mesh/objects/workloads.ts'

/**
 * Takes away what is no longer there: nodes at rest whose workload the cluster does not have, and services at rest that
 * lead nowhere, again and again until nothing follows (Kiali: dead_node.go). What a viewer cannot look up, what lies in
 * another cluster, ServiceEntries and the clusters of unrouted traffic are left alone. Only edges at rest make such nodes.
 */
export const dropDeadNodes: Enrich = (graph, facts) => {
  if (!facts.idleEdges) return graph
  for (;;) {
    const { moving, leading } = listEnds(graph)
    const dead = [...graph.nodes.values()].filter(
      (node) => !moving.has(node.id) && isDead(node, leading.has(node.id), facts),
    )
    if (dead.length === 0) return graph
    for (const { id } of dead) graph.nodes.delete(id)
    for (const edge of graph.edges.values())
      if (!graph.nodes.has(edge.source) || !graph.nodes.has(edge.target)) graph.edges.delete(edge.id)
  }
}

function listEnds(graph: TrafficGraph): { moving: Set<string>; leading: Set<string> } {
  const moving = new Set<string>()
  const leading = new Set<string>()
  for (const edge of graph.edges.values()) {
    leading.add(edge.source)
    if (isMoving(edge)) moving.add(edge.source).add(edge.target)
  }
  return { moving, leading }
}

function isDead(node: GraphNode, leads: boolean, { snapshot, labels }: GraphFacts): boolean {
  if (node.kind === 'operation') return false
  if (node.kind === 'service')
    return !leads && !node.serviceEntry && !node.flags.has('passthrough') && !node.flags.has('blackhole')
  if (node.kind === 'unknown') return true
  if (!node.workload || node.cluster !== snapshot.cluster || node.namespace === unknown) return false
  if (!snapshot.find('Namespace', '', node.namespace)) return false
  return findWorkload(snapshot, node.namespace, node.workload, labels) === undefined
}
