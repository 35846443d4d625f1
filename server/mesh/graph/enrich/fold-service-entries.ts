import type { Enrich, GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import { redirectEdges } from '#server/mesh/graph/merge-edges.ts'
import { createEntryNode } from '#server/mesh/graph/service-entry-node.ts'
import { type GraphNode, isKnown, type TrafficGraph } from '#server/mesh/graph/types.ts'
import { isExported, type ServiceEntry } from '#server/mesh/objects/services.ts'
import { type MeshSnapshot, memoBySnapshot } from '#server/mesh/objects/snapshot.ts'

/**
 * Hosts that a ServiceEntry defines become one node named as the object, in the namespace that calls (an entry stands in
 * every namespace it is exported to), with the object's namespace and hosts beside it. Declares `serviceEntry`.
 *
 * Telemetry's service name is the entry's host, wildcards included; for an internal entry it may be the host's first
 * label (istio.io/docs/reference/config/networking/service-entry; Kiali: service_entry.go). A caller in another cluster
 * has that cluster's entries, which are not seen from here.
 */
export const foldServiceEntries: Enrich = (graph, facts) => {
  const entries = indexByName(facts.snapshot)
  if (entries.size === 0) return graph
  redirectEdges(graph, (id, edge) => {
    if (id !== edge.target) return id
    const [source, target] = [graph.nodes.get(edge.source), graph.nodes.get(edge.target)]
    if (!source || !target || !isCandidate(target)) return id
    const entry = findEntry(entries, source, target, facts.snapshot.cluster)
    return entry ? standIn(graph, entry, source, target, facts).id : id
  })
  const used = new Set<string>()
  for (const { source, target } of graph.edges.values()) used.add(source).add(target)
  for (const node of graph.nodes.values())
    if (isCandidate(node) && !used.has(node.id)) graph.nodes.delete(node.id)
  return graph
}

function isCandidate(node: GraphNode): boolean {
  return (
    node.kind === 'service' &&
    !node.injected &&
    !node.serviceEntry &&
    !node.flags.has('passthrough') &&
    !node.flags.has('blackhole')
  )
}

function standIn(
  graph: TrafficGraph,
  entry: ServiceEntry,
  source: GraphNode,
  target: GraphNode,
  { asked, snapshot }: GraphFacts,
): GraphNode {
  const namespace =
    asked.has(source.namespace) || !isKnown(target.namespace) ? source.namespace : target.namespace
  const fresh = createEntryNode(entry, snapshot.cluster, namespace)
  const node = graph.nodes.get(fresh.id) ?? fresh
  graph.nodes.set(node.id, node)
  for (const service of target.services) node.services.add(service)
  return node
}

/** Entries by what telemetry may call them; `internal:` before the first label of an internal entry's host. */
const indexByName = memoBySnapshot((snapshot: MeshSnapshot): ReadonlyMap<string, readonly ServiceEntry[]> => {
  const index = new Map<string, ServiceEntry[]>()
  const add = (name: string, entry: ServiceEntry): void => {
    const known = index.get(name)
    if (known) known.push(entry)
    else index.set(name, [entry])
  }
  // The oldest entry wins a host that several claim (istio pilot/pkg/serviceregistry/serviceentry).
  const oldestFirst = [...snapshot.all('ServiceEntry')].sort((a, b) =>
    a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1,
  )
  for (const entry of oldestFirst) {
    for (const host of entry.spec.hosts ?? []) {
      add(host, entry)
      const labels = host.split('.')
      // name.namespace.global is a multi-cluster name, of which Istio matches the whole alone.
      const isGlobal = labels.length === 3 && labels[2] === 'global'
      if (entry.spec.location === 'MESH_INTERNAL' && !isGlobal && labels[0])
        add(`internal:${labels[0]}`, entry)
    }
  }
  return index
})

function findEntry(
  entries: ReadonlyMap<string, readonly ServiceEntry[]>,
  source: GraphNode,
  target: GraphNode,
  cluster: string,
): ServiceEntry | undefined {
  const service = target.service ?? ''
  const named = entries.get(service) ?? entries.get(`internal:${service}`)
  if (!named || source.cluster !== cluster) return undefined
  // Seen from the service's own namespace where telemetry knows it, else from the caller's.
  for (const namespace of [source.namespace, target.namespace]) {
    if (!isKnown(namespace)) continue
    const visible = named.filter((entry) => isExported(entry, namespace))
    const own = visible.find((entry) => entry.metadata.namespace === namespace)
    if (own ?? visible[0]) return own ?? visible[0]
  }
  return undefined
}
