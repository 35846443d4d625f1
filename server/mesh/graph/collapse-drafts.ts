import type { Contribution, DraftEdge, Measured } from '#server/mesh/graph/draft-edges.ts'
import type { Identity } from '#server/mesh/graph/identify.ts'
import { isFailure } from '#server/mesh/graph/read-series.ts'
import {
  type Counted,
  type GraphEdge,
  type GraphNode,
  isKnown,
  type Measure,
  type TrafficGraph,
} from '#server/mesh/graph/types.ts'

/**
 * Decides each edge's reports and makes the edge and its nodes. An edge belongs to the namespace it leaves: when that
 * was asked for, its reports stand alone (so a request that only the client saw fail counts once); else those of all
 * other namespaces together. Kiali merges its graphs of single namespaces so (graph/telemetry/common.go,
 * MergeTrafficMaps), but keeps only one of several foreign ones, which loses the rest of their traffic.
 */
export function collapseDrafts(
  drafts: Iterable<DraftEdge>,
  graph: TrafficGraph,
  { idleEdges, counted }: { readonly idleEdges: boolean; readonly counted: Counted },
  createNode: (identity: Identity) => GraphNode,
): void {
  const nodeOf = (identity: Identity): GraphNode => {
    const known = graph.nodes.get(identity.id)
    if (known) return known
    const node = createNode(identity)
    graph.nodes.set(node.id, node)
    return node
  }
  for (const draft of drafts) {
    if (draft.reports.size === 0) continue
    const contributions = chooseContributions(draft)
    // What moved but is not counted, as messages before a stream's request ends, is drawn with the edges at rest.
    if (!idleEdges && !hasRate(contributions, counted[draft.protocol])) continue
    const source = nodeOf(draft.source)
    const target = nodeOf(draft.target)
    if (draft.injected === 'source') source.injected = true
    if (draft.injected === 'target') target.injected = true
    graph.edges.set(draft.id, sumUp(draft, contributions, target, counted[draft.protocol]))
  }
}

function chooseContributions({ reports, source }: DraftEdge): ReadonlyMap<string, Contribution> {
  const own = reports.get(source.labels.namespace)
  if (own) return own
  const merged = new Map<string, Contribution>()
  for (const contributions of reports.values()) {
    if (reports.size === 1) return contributions
    for (const [key, contribution] of contributions) {
      const known = merged.get(key)
      if (!known || known.rank > contribution.rank) merged.set(key, contribution)
    }
  }
  return merged
}

function hasRate(contributions: ReadonlyMap<string, Contribution>, counted: readonly Measure[]): boolean {
  for (const { measure, value } of contributions.values())
    if (value > 0 && counted.includes(measure)) return true
  return false
}

function sumUp(
  draft: DraftEdge,
  contributions: ReadonlyMap<string, Contribution>,
  target: GraphNode,
  counted: readonly Measure[],
): GraphEdge {
  const edge = createEdge(draft.id, draft.source.id, draft.target.id, draft.protocol)
  let lastPair = -1
  for (const { measure, value, code, flags, pair } of contributions.values()) {
    const { ends } = pair
    if (pair.index !== lastPair) {
      lastPair = pair.index
      if (isKnown(ends.service)) target.services.add(`${ends.serviceNamespace}/${ends.service}`)
    }
    if (value > 0 && counted.includes(measure)) edge.rate += value
    if (measure === 'requests') {
      addAnswered(edge, code, flags, ends.host, value)
      addWeight(pair.measured, edge, draft.injected === 'target', value)
    } else {
      edge[measure] = (edge[measure] ?? 0) + value
      // How connections ended is told of what counts.
      if (draft.protocol === 'tcp' && counted.includes(measure))
        addAnswered(edge, code, flags, ends.host, value)
    }
  }
  if (draft.security) edge.security = draft.security
  if (draft.sourcePrincipals) edge.sourcePrincipals = draft.sourcePrincipals
  if (draft.destinationPrincipals) edge.destinationPrincipals = draft.destinationPrincipals
  return edge
}

function addWeight(measured: Measured, edge: GraphEdge, towardsService: boolean, weight: number): void {
  const known = measured.find((one) => one.edge === edge)
  if (known) known.weight += weight
  else measured.push({ edge, towardsService, weight })
}

export function createEdge(
  id: string,
  source: string,
  target: string,
  protocol: GraphEdge['protocol'],
): GraphEdge {
  return { id, source, target, protocol, rate: 0, requests: 0, errorRate: 0, responses: new Map() }
}

/** Adds requests a second, which count. */
export function addRequests(edge: GraphEdge, code: string, flags: string, host: string, value: number): void {
  if (value <= 0) return
  edge.rate += value
  addAnswered(edge, code, flags, host, value)
}

/** Adds requests, or bytes of tcp, a second that ended with a code. */
function addAnswered(edge: GraphEdge, code: string, flags: string, host: string, value: number): void {
  if (value <= 0) return
  if (edge.protocol !== 'tcp') edge.requests += value
  if (isFailure(edge.protocol, code)) edge.errorRate += value
  const key = `${code}|${flags}|${host}`
  const known = edge.responses.get(key)
  if (known) known.rate += value
  else edge.responses.set(key, { code, flags, host, rate: value })
}
