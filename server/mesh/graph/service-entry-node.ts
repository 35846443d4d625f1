import { identifyServiceNode } from '#server/mesh/graph/identify.ts'
import type { GraphNode } from '#server/mesh/graph/types.ts'
import type { ServiceEntry } from '#server/mesh/objects/services.ts'

/** A ServiceEntry as seen from a namespace that it is exported to. */
export function createEntryNode(entry: ServiceEntry, cluster: string, namespace: string): GraphNode {
  const { name } = entry.metadata
  return {
    id: `entry|${identifyServiceNode(cluster, namespace, name).id}|${entry.metadata.namespace}`,
    kind: 'service',
    cluster,
    namespace,
    name,
    service: name,
    services: new Set(),
    flags: new Set(),
    serviceEntry: {
      namespace: entry.metadata.namespace,
      name,
      location: entry.spec.location === 'MESH_INTERNAL' ? 'MESH_INTERNAL' : 'MESH_EXTERNAL',
      hosts: entry.spec.hosts ?? [],
    },
  }
}
