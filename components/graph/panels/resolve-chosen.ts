import type { Picture } from '#components/graph/picture/types.ts'
import type { GraphState } from '#components/graph/url.ts'
import type { GraphEdge, GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

/** A group of nodes with the edges that touch it. */
export interface Group {
  readonly nodes: readonly GraphNode[]
  readonly inward: readonly GraphEdge[]
  readonly outward: readonly GraphEdge[]
  readonly inner: readonly GraphEdge[]
}

export type Chosen =
  | { readonly kind: 'graph'; readonly group: Group }
  | { readonly kind: 'node'; readonly node: GraphNode; readonly group: Group }
  | {
      readonly kind: 'edge'
      readonly edges: readonly GraphEdge[]
      readonly source: string
      readonly target: string
    }
  | {
      readonly kind: 'box'
      readonly boxKind: 'cluster' | 'namespace' | 'app' | 'rest'
      readonly name: string
      readonly namespace: string | undefined
      readonly group: Group
    }
  /** The URL names something that this answer does not hold. */
  | { readonly kind: 'gone'; readonly id: string }

/** What the panel explains: facts of the answer itself, so that it does not depend on what is folded on the canvas. */
export function resolveChosen(graph: TrafficGraph, picture: Picture, chosen: GraphState['chosen']): Chosen {
  if (!chosen) return { kind: 'graph', group: gather(graph, () => true) }
  if (chosen.kind === 'edge') return resolveEdge(graph, picture, chosen.id)
  if (chosen.kind === 'node') {
    const node = graph.nodes.find(({ id }) => id === chosen.id)
    if (node) return { kind: 'node', node, group: gather(graph, ({ id }) => id === node.id) }
  }
  return resolveBox(graph, picture, chosen.id) ?? { kind: 'gone', id: chosen.id }
}

function resolveEdge(graph: TrafficGraph, picture: Picture, id: string): Chosen {
  const single = graph.edges.find((edge) => edge.id === id)
  if (single) return { kind: 'edge', edges: [single], source: single.source, target: single.target }
  const fold = picture.edges.find((edge) => edge.id === id)
  if (!fold) return { kind: 'gone', id }
  const members = new Set(fold.members)
  return {
    kind: 'edge',
    edges: graph.edges.filter((edge) => members.has(edge.id)),
    source: fold.source,
    target: fold.target,
  }
}

/** `box|namespace|cluster|name`, `box|cluster|name`, `box|app|cluster|namespace|name`, `fold|cluster|name`, `fold|rest`. */
function resolveBox(graph: TrafficGraph, picture: Picture, id: string): Chosen | undefined {
  if (id === 'fold|rest') {
    const rest = picture.nodes.find((node) => node.id === id)
    if (!rest) return undefined
    const members = new Set(rest.members)
    const group = gather(graph, (node) => members.has(node.id))
    return { kind: 'box', boxKind: 'rest', name: rest.name, namespace: undefined, group }
  }
  const parts = id.split('|')
  const [boxKind, cluster = '', ...names] =
    parts[0] === 'fold' ? ['namespace', ...parts.slice(1)] : parts.slice(1)
  const name = names.at(-1) ?? cluster
  const [namespace = ''] = names
  const test: Record<string, (node: GraphNode) => boolean> = {
    cluster: (node) => node.cluster === cluster,
    namespace: (node) => node.cluster === cluster && node.namespace === namespace,
    app: (node) => node.cluster === cluster && node.namespace === namespace && node.app === name,
  }
  if (boxKind !== 'cluster' && boxKind !== 'namespace' && boxKind !== 'app') return undefined
  const group = gather(graph, test[boxKind] ?? (() => false))
  if (group.nodes.length === 0) return undefined
  return { kind: 'box', boxKind, name, namespace: boxKind === 'cluster' ? undefined : namespace, group }
}

function gather(graph: TrafficGraph, isMember: (node: GraphNode) => boolean): Group {
  const nodes = graph.nodes.filter(isMember)
  const ids = new Set(nodes.map((node) => node.id))
  const inward: GraphEdge[] = []
  const outward: GraphEdge[] = []
  const inner: GraphEdge[] = []
  for (const edge of graph.edges) {
    const from = ids.has(edge.source)
    const to = ids.has(edge.target)
    if (from && to) inner.push(edge)
    else if (to) inward.push(edge)
    else if (from) outward.push(edge)
  }
  return { nodes, inward, outward, inner }
}
