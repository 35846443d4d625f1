import type { Contribution, DraftEdge, EdgeSecurity } from '#server/mesh/graph/build-traffic-graph.ts'
import type { Identity } from '#server/mesh/graph/identify.ts'
import { isFailure } from '#server/mesh/graph/read-series.ts'
import type { GraphEdge, GraphNode, TrafficGraph } from '#server/mesh/graph/types.ts'

/**
 * Decides each edge's reports and makes the edge and its nodes. An edge belongs to the namespace it leaves: when that
 * was asked for, its reports stand alone (so a request that only the client saw fail counts once); else those of all
 * other namespaces together. Kiali merges its graphs of single namespaces so (graph/telemetry/common.go,
 * MergeTrafficMaps), but keeps only one of several foreign ones, which loses the rest of their traffic.
 */
export function collapseDrafts(
  drafts: ReadonlyMap<string, DraftEdge>,
  security: ReadonlyMap<string, EdgeSecurity>,
  graph: TrafficGraph,
  { idleEdges }: { readonly idleEdges: boolean },
  createNode: (identity: Identity) => GraphNode,
): void {
  const nodeOf = (identity: Identity): GraphNode => {
    const known = graph.nodes.get(identity.id)
    if (known) return known
    const node = createNode(identity)
    graph.nodes.set(node.id, node)
    return node
  }
  for (const [id, draft] of drafts) {
    const contributions = chooseContributions(draft)
    // Bytes and messages without requests (a stream that has not ended) are an edge at rest.
    if (!idleEdges && !hasRate(contributions)) continue
    const source = nodeOf(draft.source)
    const target = nodeOf(draft.target)
    if (draft.injected === 'source') source.injected = true
    if (draft.injected === 'target') target.injected = true
    graph.edges.set(id, Object.assign(sumUp(id, draft, contributions, target), security.get(id)))
  }
}

function chooseContributions(draft: DraftEdge): ReadonlyMap<string, Contribution> {
  const { reports } = draft
  const own = reports.get(draft.source.labels.namespace)
  if (own) return own
  const [only, ...others] = reports.values()
  if (only && others.length === 0) return only
  const merged = new Map<string, Contribution>()
  for (const contributions of reports.values()) {
    for (const [key, contribution] of contributions) {
      const known = merged.get(key)
      if (!known || known.rank > contribution.rank) merged.set(key, contribution)
    }
  }
  return merged
}

function hasRate(contributions: ReadonlyMap<string, Contribution>): boolean {
  for (const { measure, value } of contributions.values()) if (measure === 'rate' && value > 0) return true
  return false
}

function sumUp(
  id: string,
  draft: DraftEdge,
  contributions: ReadonlyMap<string, Contribution>,
  target: GraphNode,
): GraphEdge {
  const edge = createEdge(id, draft.source.id, draft.target.id, draft.protocol)
  for (const contribution of contributions.values()) {
    const { measure, value, service } = contribution
    if (service) target.services.add(service)
    if (measure === 'rate') addRate(edge, contribution)
    else edge[measure] = (edge[measure] ?? 0) + value
  }
  return edge
}

export function createEdge(
  id: string,
  source: string,
  target: string,
  protocol: GraphEdge['protocol'],
): GraphEdge {
  return { id, source, target, protocol, rate: 0, errorRate: 0, responses: new Map(), weights: new Map() }
}

/** Adds requests or bytes a second that ended with a code. */
export function addRate(
  edge: GraphEdge,
  { value, code, flags, host, pair }: Omit<Contribution, 'rank' | 'measure' | 'service'>,
): void {
  if (value <= 0) return
  edge.rate += value
  if (isFailure(edge.protocol, code)) edge.errorRate += value
  edge.weights.set(pair, (edge.weights.get(pair) ?? 0) + value)
  const key = `${code}|${flags}|${host}`
  const known = edge.responses.get(key)
  if (known) known.rate += value
  else edge.responses.set(key, { code, flags, host, rate: value })
}
