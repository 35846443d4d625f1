import type { Enrich, GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import type { GraphEdge, GraphNode } from '#server/mesh/graph/types.ts'
import { judgeReplicas } from '#server/mesh/health/judge-replicas.ts'
import { type CodeRates, judgeTraffic } from '#server/mesh/health/judge-traffic.ts'
import { mergeVerdicts } from '#server/mesh/health/merge-verdicts.ts'
import {
  chooseTolerances,
  type Direction,
  type RatedObject,
  type Tolerance,
} from '#server/mesh/health/rates.ts'
import type { Verdict } from '#server/mesh/health/types.ts'

const unjudged: Verdict = { status: 'unknown', reasons: [] }
const trafficUnknown: Verdict = { status: 'unknown', reasons: [{ code: 'traffic-unknown', params: {} }] }

/**
 * Judges edges and nodes by the graph's own traffic, and nodes by their pods too. An edge is as bad as its source's
 * tolerances find what it sends or its target's what it receives; a node is judged over all it sends and receives
 * (Kiali: appender/health.go). Declares `health`.
 */
export const judgeHealth: Enrich = (graph, facts) => {
  const tolerances = new Map<string, readonly Tolerance[]>()
  const tolerancesOf = (node: GraphNode): readonly Tolerance[] => {
    const known = tolerances.get(node.id)
    if (known) return known
    const chosen = chooseTolerances(facts.healthRates, describeRated(node, facts))
    tolerances.set(node.id, chosen)
    return chosen
  }
  const traffic = new Map<string, Traffic>()
  for (const edge of graph.edges.values()) {
    const [source, target] = [graph.nodes.get(edge.source), graph.nodes.get(edge.target)]
    if (!source || !target) continue
    addTraffic(traffic, source.id, 'outbound', edge)
    addTraffic(traffic, target.id, 'inbound', edge)
    edge.health = judgeEdge(edge, tolerancesOf(source), tolerancesOf(target), facts)
  }
  for (const edge of graph.unshown) {
    addTraffic(traffic, edge.source, 'outbound', edge)
    addTraffic(traffic, edge.target, 'inbound', edge)
  }
  for (const node of graph.nodes.values())
    node.health = judgeNode(node, traffic.get(node.id), tolerancesOf, facts)
  return graph
}

interface Traffic {
  readonly requests: Map<string, { direction: Direction; protocol: string; rates: Map<string, number> }>
  bytes: number
}

function addTraffic(all: Map<string, Traffic>, node: string, direction: Direction, edge: GraphEdge): void {
  const traffic = all.get(node) ?? { requests: new Map(), bytes: 0 }
  all.set(node, traffic)
  if (edge.protocol === 'tcp') {
    traffic.bytes += edge.rate
    return
  }
  const key = `${direction} ${edge.protocol}`
  const known = traffic.requests.get(key) ?? { direction, protocol: edge.protocol, rates: new Map() }
  traffic.requests.set(key, known)
  for (const { code, rate } of edge.responses.values())
    known.rates.set(code, (known.rates.get(code) ?? 0) + rate)
}

function judgeEdge(
  edge: GraphEdge,
  ofSource: readonly Tolerance[],
  ofTarget: readonly Tolerance[],
  { rangeSeconds }: GraphFacts,
): Verdict {
  if (edge.rate <= 0) return { status: 'idle', reasons: [] }
  if (edge.protocol === 'tcp') return { status: 'healthy', reasons: [] }
  // Messages that count, of streams of which none ended yet.
  if (edge.requests <= 0) return unjudged
  const rates = new Map<string, number>()
  for (const { code, rate } of edge.responses.values()) rates.set(code, (rates.get(code) ?? 0) + rate)
  const judge = (direction: Direction, tolerances: readonly Tolerance[]): Verdict =>
    judgeTraffic([{ direction, protocol: edge.protocol, rates }], tolerances, rangeSeconds)
  const outbound = judge('outbound', ofSource)
  // The same tolerances for both sides, which most objects share, say the same again unless a direction parts them.
  if (ofSource === ofTarget && ofSource.every(({ direction }) => direction.source === '.*'))
    return speakOfEdge(outbound)
  return speakOfEdge(mergeVerdicts(outbound, judge('inbound', ofTarget)))
}

/** What a source sends and its target receives are the same requests: the edge's own. */
function speakOfEdge({ status, reasons }: Verdict): Verdict {
  return {
    status,
    reasons: reasons.map(({ code, params }) => ({ code, params: { ...params, direction: 'edge' } })),
  }
}

function judgeNode(
  node: GraphNode,
  traffic: Traffic | undefined,
  tolerancesOf: (node: GraphNode) => readonly Tolerance[],
  { rangeSeconds, requestsKnown }: GraphFacts,
): Verdict {
  if (node.kind === 'unknown') return unjudged
  const requests: readonly CodeRates[] = [...(traffic?.requests.values() ?? [])]
  const byTraffic =
    requests.length === 0 && traffic && traffic.bytes > 0
      ? ({ status: 'healthy', reasons: [] } as const)
      : requestsKnown
        ? judgeTraffic(requests, tolerancesOf(node), rangeSeconds)
        : trafficUnknown
  const byPods = (node.behind ?? []).map(({ kind, replicas }) => judgeReplicas(kind, replicas))
  return byPods.length > 0 ? mergeVerdicts(byTraffic, ...byPods) : byTraffic
}

function describeRated(node: GraphNode, { snapshot }: GraphFacts): RatedObject {
  const { namespace, name } = node
  if (node.kind === 'workload' || node.kind === 'app') {
    const annotations = node.behind?.length === 1 ? node.behind[0]?.annotations : undefined
    return { namespace, kind: node.kind, name, ...(annotations && { annotations }) }
  }
  const service = node.service ? snapshot.find('Service', namespace, node.service) : undefined
  const annotations = service?.metadata.annotations
  return { namespace, kind: 'service', name: node.service ?? name, ...(annotations && { annotations }) }
}
