import { nameNode } from '#components/graph/picture/build-picture.ts'
import { formatBytesRate, formatPercent, formatRate } from '#components/mesh/format.ts'
import type { GraphEdge, GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

/**
 * The graph in Graphviz' language (graphviz.org/doc/info/lang.html): a cluster for each namespace, plain ids, names as
 * labels. In a quoted string only the quote has an escape, but a label reads backslashes as its own escapes (\N, \G, \n),
 * so each one is doubled.
 */
export function writeDot(graph: TrafficGraph): string {
  const ids = new Map(graph.nodes.map((node, at) => [node.id, `n${at}`]))
  const namespaces = Map.groupBy(graph.nodes, ({ cluster, namespace }) => `${cluster}\n${namespace}`)
  const lines = [
    'digraph vardia {',
    '  rankdir=LR',
    `  label=${quote(`${graph.asOf}, ${graph.rangeSeconds} s`)}`,
    '  node [fontname="sans-serif"]',
    '  edge [fontname="sans-serif", fontsize=10]',
  ]
  let cluster = 0
  for (const nodes of namespaces.values()) {
    lines.push(`  subgraph cluster_${cluster++} {`, `    label=${quote(nodes[0]?.namespace ?? '')}`)
    for (const node of nodes) lines.push(`    ${ids.get(node.id)} ${formatAttributes(describeNode(node))}`)
    lines.push('  }')
  }
  for (const edge of graph.edges) {
    const [source, target] = [ids.get(edge.source), ids.get(edge.target)]
    if (source && target) lines.push(`  ${source} -> ${target} ${formatAttributes(describeEdge(edge))}`)
  }
  return `${lines.join('\n')}\n}\n`
}

/** A text as a quoted string that stands for itself in a label. No control character but the line's end has a meaning there. */
export function quote(text: string): string {
  const plain = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through.
    .replaceAll(/[\u0000-\u001f\u007f]/g, '\ufffd')
  return `"${plain}"`
}

const shapes: Readonly<Record<GraphNode['kind'], string>> = {
  workload: 'ellipse',
  app: 'box',
  service: 'triangle',
  operation: 'pentagon',
  unknown: 'diamond',
}

const colours: Readonly<Partial<Record<GraphEdge['health'], string>>> = {
  failing: 'red',
  degraded: 'orange',
  idle: 'gray',
}

function describeNode(node: GraphNode) {
  return {
    label: nameNode(node),
    tooltip: `${node.namespace}/${node.name}: ${node.health.status}`,
    shape: shapes[node.kind],
    ...describeState(node.health.status),
  }
}

function describeEdge(edge: GraphEdge) {
  const { requestsPerSecond = Number.NaN, bytesPerSecond = Number.NaN, errorPercent = 0 } = edge
  const rate = Number.isFinite(requestsPerSecond)
    ? formatRate(requestsPerSecond)
    : Number.isFinite(bytesPerSecond)
      ? formatBytesRate(bytesPerSecond)
      : ''
  const errors =
    Number.isFinite(errorPercent) && errorPercent > 0 ? ` ${formatPercent(errorPercent)} errors` : ''
  return {
    label: `${edge.protocol} ${rate}${errors}`.trim(),
    ...(edge.idle ? { style: 'dashed' } : {}),
    ...describeState(edge.health),
  }
}

function describeState(status: GraphEdge['health']): { color?: string } {
  const color = colours[status]
  return color ? { color } : {}
}

function formatAttributes(attributes: Readonly<Record<string, string>>): string {
  return `[${Object.entries(attributes)
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join(', ')}]`
}
