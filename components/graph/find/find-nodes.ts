import { nameNode } from '#components/graph/picture/build-picture.ts'
import type { GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

/**
 * Nodes that hold every word of `text` in their name, namespace, app, version, service, hosts or state (`failing`,
 * `idle`, …). No text finds nothing. Returns node ids in the graph's order.
 */
export function findNodes({ nodes }: Pick<TrafficGraph, 'nodes'>, text: string): ReadonlySet<string> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return new Set()
  return new Set(
    nodes
      .filter((node) => {
        const facts = describe(node)
        return words.every((word) => facts.includes(word))
      })
      .map((node) => node.id),
  )
}

function describe(node: GraphNode): string {
  return [
    nameNode(node),
    node.namespace,
    node.app,
    node.version,
    node.service,
    node.workload,
    node.operation,
    ...(node.services ?? []),
    ...(node.serviceEntry?.hosts ?? []),
    ...(node.gateway?.hosts ?? []),
    node.health.status,
    node.kind,
  ]
    .filter(Boolean)
    .join('\n')
    .toLowerCase()
}
