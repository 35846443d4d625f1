import { parseNodeId } from '#server/mesh/traces/parse-node-id.ts'
import { endOf, type SpanNode } from '#server/mesh/traces/span-tree.ts'

/**
 * Sets the clocks of hosts right by what causes what: a span of another host that does not fit into its parent is moved
 * to the parent's middle, one that takes longer than its parent to not before the parent's beginning; and all of that
 * host below it moves along. The rule of Jaeger's clock skew adjuster
 * (cmd/jaeger/internal/extension/jaegerquery/internal/adjuster/clockskew.go). What was caused without waiting (a
 * consumer of a message) tells nothing of clocks.
 */
export function adjustClocks(roots: readonly SpanNode[]): void {
  const open: { node: SpanNode; host: string; skewMs: number }[] = roots.map((node) => ({
    node,
    host: readHost(node),
    skewMs: 0,
  }))
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, host } = next
    let { skewMs } = next
    const own = readHost(node)
    if (node.parent && (own === '' || own !== host)) skewMs = measureSkew(node, node.parent)
    node.skewMs = skewMs
    node.startMs += skewMs
    for (const child of node.children) open.push({ node: child, host: own, skewMs })
  }
}

/** Which clock a span was measured by. */
function readHost({ span }: SpanNode): string {
  const node = parseNodeId(String(span.tags['node_id'] ?? ''))
  // All containers of a pod share its node's clock.
  if (node) return `${node.namespace}/${node.pod}`
  const said = span.resource['k8s.pod.name'] ?? span.resource['host.name'] ?? span.resource['ip']
  return said === undefined ? span.service : String(said)
}

function measureSkew(child: SpanNode, parent: SpanNode): number {
  if (child.span.kind === 'consumer') return 0
  if (child.span.durationMs > parent.span.durationMs)
    return child.startMs < parent.startMs ? parent.startMs - child.startMs : 0
  if (child.startMs >= parent.startMs && endOf(child) <= endOf(parent)) return 0
  return parent.startMs + (parent.span.durationMs - child.span.durationMs) / 2 - child.startMs
}
