import type { Enrich, GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import { createNode, type Identity, identify, identifyServiceNode } from '#server/mesh/graph/identify.ts'
import { createEntryNode } from '#server/mesh/graph/service-entry-node.ts'
import type { TrafficGraph } from '#server/mesh/graph/types.ts'
import { listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'

/**
 * Adds the workloads of the asked namespaces, and where services are shown their services and ServiceEntries, that no
 * traffic reached (Kiali: idle_node.go, which forgets workloads unless services are shown, and names entries by host).
 */
export const addIdleNodes: Enrich = (graph, facts) => {
  if (!facts.idleNodes || facts.around) return graph
  const { snapshot, view } = facts
  const cluster = snapshot.cluster
  for (const namespace of facts.asked) {
    if (view !== 'service') {
      for (const { name, app, version } of listWorkloadsOfNamespace(snapshot, namespace, facts.labels)) {
        const labels = { cluster, namespace, serviceNamespace: '', service: '', workload: name }
        add(graph, identify({ ...labels, app: app ?? '', version: version ?? '' }, view), facts)
      }
    }
    if (view !== 'service' && !facts.serviceNodes) continue
    for (const { metadata } of snapshot.inNamespace('Service', namespace))
      add(graph, identifyServiceNode(cluster, namespace, metadata.name), facts)
  }
  if (view === 'service' || facts.serviceNodes) addEntries(graph, facts)
  return graph
}

function add(graph: TrafficGraph, identity: Identity | undefined, { view }: GraphFacts): void {
  if (identity && !graph.nodes.has(identity.id)) graph.nodes.set(identity.id, createNode(identity, view))
}

/** An entry that any namespace calls is not at rest. */
function addEntries(graph: TrafficGraph, { asked, snapshot }: GraphFacts): void {
  const called = new Set<string>()
  for (const { serviceEntry } of graph.nodes.values())
    if (serviceEntry) called.add(`${serviceEntry.namespace}/${serviceEntry.name}`)
  for (const namespace of asked) {
    for (const entry of snapshot.inNamespace('ServiceEntry', namespace)) {
      if (called.has(`${namespace}/${entry.metadata.name}`)) continue
      const node = createEntryNode(entry, snapshot.cluster, namespace)
      graph.nodes.set(node.id, node)
    }
  }
}
