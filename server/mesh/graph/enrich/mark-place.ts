import type { Enrich } from '#server/mesh/graph/enrich/graph-facts.ts'
import { isMoving, unknown } from '#server/mesh/graph/types.ts'

/** Marks where traffic starts (`root`), what rests (`idle`), and what lies outside the asked namespaces (`outside`). */
export const markPlace: Enrich = (graph, { asked }) => {
  const called = new Set<string>()
  const calling = new Set<string>()
  const moving = new Set<string>()
  for (const edge of graph.edges.values()) {
    const { source, target } = edge
    calling.add(source)
    called.add(target)
    if (isMoving(edge)) moving.add(source).add(target)
  }
  for (const { id, namespace, flags } of graph.nodes.values()) {
    if (calling.has(id) && !called.has(id)) flags.add('root')
    if (!moving.has(id)) flags.add('idle')
    if (namespace !== unknown && !asked.has(namespace)) flags.add('outside')
  }
  return graph
}
