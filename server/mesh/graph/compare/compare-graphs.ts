import { judgeChange } from '#server/mesh/graph/compare/judge-change.ts'
import {
  type DirectionNumbers,
  type EdgeNumbers,
  type LatencyQuantile,
  measureEdge,
  measureNode,
} from '#server/mesh/graph/compare/measure-side.ts'
import { buildNamespaceMap, type NamespacePair } from '#server/mesh/graph/compare/pair-namespaces.ts'
import type { Difference, Side, SideNumbers, Thresholds } from '#server/mesh/graph/compare/types.ts'

export interface ComparableNode {
  readonly id: string
  readonly kind: string
  readonly cluster: string
  readonly namespace: string
  readonly name: string
  readonly workload?: string | undefined
  readonly app?: string | undefined
  readonly version?: string | undefined
  readonly service?: string | undefined
  readonly operation?: string | undefined
  readonly serviceEntry?: { readonly name: string } | undefined
  readonly flags: readonly string[]
  readonly in: DirectionNumbers
  readonly out: DirectionNumbers
}

export interface ComparableEdge extends EdgeNumbers {
  readonly id: string
  readonly source: string
  readonly target: string
  readonly protocol: string
}

export interface ComparableGraph<Node extends ComparableNode, Edge extends ComparableEdge> {
  readonly nodes: readonly Node[]
  readonly edges: readonly Edge[]
  readonly rangeSeconds: number
}

export interface CompareChoice {
  readonly thresholds: Thresholds
  readonly quantile: LatencyQuantile
  /** Which namespace is held beside which; empty when both sides are of the same namespaces. */
  readonly pairs: readonly NamespacePair[]
}

export interface Compared<Node, Edge> {
  readonly nodes: (Node & { difference: Difference })[]
  readonly edges: (Edge & { difference: Difference })[]
}

/**
 * One graph of both sides: what is there after as it is after, what is gone as it was before, each with what became of it.
 * Between moments a node is itself by its id; between namespaces by its name, with the namespace replaced. What is gone
 * from another namespace stands in the place of its partner, under an id of its own.
 */
export function compareGraphs<Node extends ComparableNode, Edge extends ComparableEdge>(
  before: ComparableGraph<Node, Edge>,
  after: ComparableGraph<Node, Edge>,
  choice: CompareChoice,
): Compared<Node, Edge> {
  const mapName = buildNamespaceMap(choice.pairs)
  const between = choice.pairs.length > 0
  const sides = { before: indexSide(before), after: indexSide(after) }
  const keyOf = (node: Node, namespace: string) => (between ? nameNode(node, namespace) : node.id)
  const partners = new Map(before.nodes.map((node) => [keyOf(node, mapName(node.namespace)), node]))
  /** Ids of the side before, as they are in the answer. */
  const renamed = new Map<string, string>()
  const nodes: Compared<Node, Edge>['nodes'] = []
  for (const node of after.nodes) {
    const partner = partners.get(keyOf(node, node.namespace))
    if (partner && !renamed.has(partner.id)) renamed.set(partner.id, node.id)
    nodes.push({ ...node, difference: differNodes(partner, node, sides, choice) })
  }
  for (const node of before.nodes) {
    if (renamed.has(node.id)) continue
    const id = between ? `before|${node.id}` : node.id
    renamed.set(node.id, id)
    const namespace = mapName(node.namespace)
    nodes.push({ ...node, id, namespace, difference: differNodes(node, undefined, sides, choice) })
  }
  return { nodes, edges: compareEdges({ before, after, renamed }, choice) }
}

function compareEdges<Edge extends ComparableEdge>(
  {
    before,
    after,
    renamed,
  }: {
    before: ComparableGraph<ComparableNode, Edge>
    after: ComparableGraph<ComparableNode, Edge>
    renamed: ReadonlyMap<string, string>
  },
  { thresholds, quantile }: CompareChoice,
): (Edge & { difference: Difference })[] {
  const key = ({ source, target, protocol }: Pick<Edge, 'source' | 'target' | 'protocol'>) =>
    `${source}>${target}>${protocol}`
  const gone = new Map(
    before.edges.map((edge) => {
      const source = renamed.get(edge.source) ?? edge.source
      const target = renamed.get(edge.target) ?? edge.target
      const moved = { ...edge, source, target }
      return [key(moved), moved] as const
    }),
  )
  const sideOf = (edge: Edge | undefined, graph: { rangeSeconds: number }): Side | undefined =>
    edge && { numbers: measureEdge(edge, quantile), rangeSeconds: graph.rangeSeconds }
  const differ = (was: Edge | undefined, is: Edge | undefined) =>
    describeDifference(sideOf(was, before), sideOf(is, after), thresholds)
  const edges = after.edges.map((edge) => {
    const partner = gone.get(key(edge))
    gone.delete(key(edge))
    return { ...edge, difference: differ(partner, edge) }
  })
  for (const [id, edge] of gone) edges.push({ ...edge, id, difference: differ(edge, undefined) })
  return edges
}

interface IndexedSide {
  readonly rangeSeconds: number
  readonly incoming: ReadonlyMap<string, readonly EdgeNumbers[]>
}

function indexSide(graph: ComparableGraph<ComparableNode, ComparableEdge>): IndexedSide {
  const incoming = new Map<string, EdgeNumbers[]>()
  for (const edge of graph.edges) {
    const known = incoming.get(edge.target)
    if (known) known.push(edge)
    else incoming.set(edge.target, [edge])
  }
  return { rangeSeconds: graph.rangeSeconds, incoming }
}

/** A node is judged by what it answers; one that nothing calls on either side, by what it sends. */
function differNodes(
  was: ComparableNode | undefined,
  is: ComparableNode | undefined,
  sides: { readonly before: IndexedSide; readonly after: IndexedSide },
  { thresholds }: CompareChoice,
): Difference {
  const answers = [was, is].some((node) => node && Object.values(node.in).some((value) => value > 0))
  const measure = (node: ComparableNode, side: IndexedSide): Side => ({
    rangeSeconds: side.rangeSeconds,
    numbers: answers ? measureNode(node.in, side.incoming.get(node.id) ?? []) : measureNode(node.out, []),
  })
  const difference = describeDifference(
    was && measure(was, sides.before),
    is && measure(is, sides.after),
    thresholds,
  )
  if (was && was.namespace !== is?.namespace && is) difference.namespaceBefore = was.namespace
  return difference
}

function describeDifference(
  before: Side | undefined,
  after: Side | undefined,
  thresholds: Thresholds,
): Difference {
  const { changes, enough } = judgeChange(before, after, thresholds)
  const numbers = (side: Side | undefined): SideNumbers | undefined => side?.numbers
  const was = numbers(before)
  const is = numbers(after)
  return {
    change: changes[0] ?? 'same',
    changes,
    enough,
    ...(was ? { before: was } : {}),
    ...(is ? { after: is } : {}),
  }
}

/** A node by its names alone, as if it lay in `namespace`. */
function nameNode(node: ComparableNode, namespace: string): string {
  const { kind, cluster, name, workload, app, version, service, operation, serviceEntry } = node
  const own = workload ?? (app === undefined ? undefined : [app, version ?? '']) ?? service ?? name
  const entry = serviceEntry?.name ?? ''
  return JSON.stringify([
    kind,
    cluster,
    namespace,
    own,
    operation ?? '',
    entry,
    node.flags.includes('restricted'),
  ])
}
