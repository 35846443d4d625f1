import type { Enrich } from '#server/mesh/graph/enrich/graph-facts.ts'

/**
 * Marks waypoint proxies and, where they are not wanted, takes them away with their edges and with what then has none
 * left (Kiali: ambient.go). What is a waypoint the cluster's objects say.
 */
export const hideWaypoints: Enrich = (graph, facts) => {
  const hidden = new Set<string>()
  for (const node of graph.nodes.values()) {
    const name = node.workload ?? node.app
    if (!name || !facts.isWaypoint(node.cluster, node.namespace, name)) continue
    node.flags.add('waypoint')
    if (!facts.waypoints) hidden.add(node.id)
  }
  if (hidden.size === 0) return graph
  const touched = new Set<string>()
  const connected = new Set<string>()
  for (const edge of [...graph.edges.values()]) {
    const isHidden = hidden.has(edge.source) || hidden.has(edge.target)
    const ends = isHidden ? touched : connected
    ends.add(edge.source).add(edge.target)
    if (isHidden) graph.edges.delete(edge.id)
  }
  for (const id of [...hidden, ...touched.difference(connected)]) graph.nodes.delete(id)
  return graph
}
