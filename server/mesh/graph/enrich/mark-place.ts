import type { Enrich } from '#server/mesh/graph/enrich/graph-facts.ts'
import { isMoving } from '#server/mesh/graph/types.ts'

/**
 * Marks where traffic starts (`root`), what rests (`idle`), what lies outside the asked namespaces (`outside`), and what
 * lies outside all that the cluster's objects tell of (`inaccessible`), which is not called outside too (Kiali: outsider.go).
 */
export const markPlace: Enrich = (graph, { asked, snapshot }) => {
  const called = new Set<string>()
  const calling = new Set<string>()
  const moving = new Set<string>()
  for (const edge of graph.edges.values()) {
    const { source, target } = edge
    calling.add(source)
    called.add(target)
    if (isMoving(edge)) moving.add(source).add(target)
  }
  for (const { id, cluster, namespace, flags } of graph.nodes.values()) {
    if (calling.has(id) && !called.has(id)) flags.add('root')
    if (!moving.has(id)) flags.add('idle')
    if (cluster !== snapshot.cluster || !snapshot.find('Namespace', '', namespace)) flags.add('inaccessible')
    else if (!asked.has(namespace)) flags.add('outside')
  }
  return graph
}
