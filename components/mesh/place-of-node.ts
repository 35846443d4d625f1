import type { MeshPlace } from '#components/mesh/paths.ts'
import type { GraphNode } from '#contract/traffic-graph.ts'

/**
 * The objects of the cluster that a node of the graph stands for; what telemetry alone names, what is of another cluster,
 * and what the viewer may not see has none.
 */
export function readPlace(node: GraphNode): MeshPlace {
  const { kind, workload, workloadKind, serviceEntry, app, flags } = node
  const namespace = node.namespace === 'unknown' ? undefined : node.namespace
  const isKnown = !flags.some((flag) => flag === 'inaccessible' || flag === 'restricted' || flag === 'dead')
  if (namespace === undefined || !isKnown || kind === 'unknown') return { namespace }
  return {
    namespace,
    ...(workload && workloadKind && { workload: { namespace, name: workload, kind: workloadKind } }),
    ...(kind === 'service' && {
      service: serviceEntry
        ? { namespace: serviceEntry.namespace, name: serviceEntry.name, kind: 'ServiceEntry' }
        : { namespace, name: node.name },
    }),
    ...(app &&
      app !== 'unknown' &&
      (kind === 'app' || workloadKind) && { application: { namespace, name: app } }),
  }
}
