import { maskControls } from '#cli/print.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/** The graph in the DOT language of Graphviz (graphviz.org/doc/info/lang.html): a cluster for each namespace. */
export function formatDot({ nodes, edges }: TrafficGraph): string {
  const ids = new Map(nodes.map(({ id }, at) => [id, `n${at}`]))
  const namespaces = [...new Set(nodes.map(({ namespace }) => namespace))].sort()
  const boxes = namespaces.flatMap((namespace, at) => [
    `  subgraph cluster_${at} {`,
    `    label=${quote(namespace)}`,
    ...nodes
      .filter((node) => node.namespace === namespace)
      .map((node) => `    ${ids.get(node.id)} [label=${quote(describeNode(node))}]`),
    '  }',
  ])
  const arrows = edges.flatMap((edge) => {
    const [from, to] = [ids.get(edge.source), ids.get(edge.target)]
    return from && to ? [`  ${from} -> ${to} [label=${quote(describeEdge(edge))}]`] : []
  })
  return ['digraph mesh {', '  rankdir=LR', '  node [shape=box]', ...boxes, ...arrows, '}', ''].join('\n')
}

function describeNode({ name, health }: TrafficGraph['nodes'][number]): string {
  return health.status === 'healthy' ? name : `${name}\n${health.status}`
}

function describeEdge(edge: TrafficGraph['edges'][number]): string {
  const rate = edge.requestsPerSecond ?? edge.bytesPerSecond
  const unit = edge.protocol === 'tcp' ? 'B/s' : 'req/s'
  const errors = edge.errorPercent ? `\n${edge.errorPercent.toPrecision(3)}% errors` : ''
  return `${edge.protocol}${rate === undefined ? '' : ` ${Number(rate.toPrecision(3))} ${unit}`}${errors}`
}

/** A quoted string: a backslash before quotes and backslashes; lines are broken by the escape, never by themselves. */
function quote(text: string): string {
  const lines = text.split('\n').map((line) => maskControls(line).replace(/["\\]/g, '\\$&'))
  return `"${lines.join('\\n')}"`
}
