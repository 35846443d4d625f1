import type { GraphEdge as EdgeAnswer, GraphNode as NodeAnswer } from '#contract/traffic-graph.ts'
import type { Finding } from '#contract/words.ts'
import type { Alert } from '#server/mesh/graph/enrich/match-alerts.ts'
import {
  type GraphEdge,
  type GraphNode,
  isMoving,
  type Latency,
  type TrafficGraph,
} from '#server/mesh/graph/types.ts'
import type { Reason, Verdict } from '#server/mesh/health/types.ts'

type Rates = NodeAnswer['in']
type Word = (reason: Reason) => Finding

/**
 * The graph as the contract says it, sorted by id so that equal graphs are equal bytes. `word` words a reason; each is
 * worded once, however many nodes have it.
 */
export function presentGraph(graph: TrafficGraph, word: Word): { nodes: NodeAnswer[]; edges: EdgeAnswer[] } {
  const known = new Map<string, Finding>()
  const wordOnce: Word = (reason) => {
    const key = `${reason.code} ${JSON.stringify(reason.params)}`
    const finding = known.get(key) ?? word(reason)
    known.set(key, finding)
    return finding
  }
  const sums = sumEnds(graph)
  const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)
  return {
    nodes: [...graph.nodes.values()].map((node) => presentNode(node, sums, wordOnce)).sort(byId),
    edges: [...graph.edges.values()].map((edge) => presentEdge(edge, sums, wordOnce)).sort(byId),
  }
}

interface Sum {
  rate: number
  requests: number
  errorRate: number
}

/** By direction, protocol and node. */
function sumEnds(graph: TrafficGraph): ReadonlyMap<string, Sum> {
  const sums = new Map<string, Sum>()
  const add = (key: string, { rate, requests, errorRate }: GraphEdge): void => {
    const sum = sums.get(key)
    if (sum) {
      sum.rate += rate
      sum.requests += requests
      sum.errorRate += errorRate
    } else sums.set(key, { rate, requests, errorRate })
  }
  for (const edge of [...graph.edges.values(), ...graph.unshown]) {
    add(`out ${edge.protocol} ${edge.source}`, edge)
    add(`in ${edge.protocol} ${edge.target}`, edge)
  }
  return sums
}

function presentNode(node: GraphNode, sums: ReadonlyMap<string, Sum>, word: Word): NodeAnswer {
  const { id, kind, cluster, namespace, name } = node
  const answer: NodeAnswer = {
    id,
    kind,
    cluster,
    namespace,
    name,
    flags: [...node.flags].sort(),
    health: presentVerdict(node.health, word),
    in: presentRates('in', id, sums),
    out: presentRates('out', id, sums),
  }
  if (node.workload !== undefined) answer.workload = node.workload
  if (node.workloadKind !== undefined) answer.workloadKind = node.workloadKind
  if (node.app !== undefined) answer.app = node.app
  if (node.version !== undefined) answer.version = node.version
  if (node.service !== undefined) answer.service = node.service
  if (node.operation !== undefined) answer.operation = node.operation
  if (node.services.size > 0) answer.services = [...node.services].sort()
  if (node.serviceEntry) answer.serviceEntry = { ...node.serviceEntry, hosts: [...node.serviceEntry.hosts] }
  if (node.gateway) answer.gateway = { ...node.gateway, hosts: [...node.gateway.hosts] }
  if (node.mode) answer.mode = node.mode
  if (node.mtls) answer.mtls = node.mtls
  if (node.alerts) answer.alerts = node.alerts.map(presentAlert)
  if (node.rank) answer.rank = node.rank
  if (node.labels) answer.labels = { ...node.labels }
  return answer
}

function presentAlert({
  name,
  state,
  labels,
  sinceMs,
  summary,
}: Alert): NonNullable<NodeAnswer['alerts']>[number] {
  return {
    name,
    state,
    ...(labels['severity'] && { severity: labels['severity'] }),
    ...(sinceMs !== undefined && { since: new Date(sinceMs).toISOString() }),
    ...(summary && { summary }),
  }
}

function presentRates(direction: 'in' | 'out', id: string, sums: ReadonlyMap<string, Sum>): Rates {
  const rates: Rates = {}
  const http = sums.get(`${direction} http ${id}`)
  if (http) {
    rates.httpPerSecond = round(http.rate)
    rates.httpErrorPercent = percentOf(http.errorRate, http.requests)
  }
  const grpc = sums.get(`${direction} grpc ${id}`)
  if (grpc) {
    rates.grpcPerSecond = round(grpc.rate)
    rates.grpcErrorPercent = percentOf(grpc.errorRate, grpc.requests)
  }
  const tcp = sums.get(`${direction} tcp ${id}`)
  if (tcp) rates.tcpBytesPerSecond = round(tcp.rate)
  return rates
}

/** An edge alone is told without its share of what its source sends, and without `word` not why it is in trouble. */
export function presentEdge(
  edge: GraphEdge,
  sums: ReadonlyMap<string, Sum> = new Map(),
  word?: Word,
): EdgeAnswer {
  const { id, source, target, protocol, rate, requests } = edge
  const answer: EdgeAnswer = {
    id,
    source,
    target,
    protocol,
    ratePerSecond: round(rate),
    responses: [...edge.responses.values()]
      .sort((a, b) => b.rate - a.rate)
      .map((response) => ({
        code: response.code,
        flags: response.flags,
        host: response.host,
        percent: percentOf(response.rate, protocol === 'tcp' ? rate : requests),
      })),
    health: edge.health?.status ?? 'unknown',
    idle: !isMoving(edge),
  }
  if (protocol === 'tcp') {
    answer.bytesPerSecond = round(edge.bytesSent ?? 0)
    if (edge.bytesReturned !== undefined) answer.bytesReturnedPerSecond = round(edge.bytesReturned)
  } else {
    answer.requestsPerSecond = round(requests)
    answer.errorPercent = percentOf(edge.errorRate, requests)
    const all = sums.get(`out ${protocol} ${source}`)
    if (all) answer.sharePercent = percentOf(rate, all.rate)
  }
  if (word && edge.health && edge.health.reasons.length > 0 && isTrouble(edge.health))
    // Both ends' tolerances may have found the same.
    answer.reasons = [...new Set(edge.health.reasons.map(word))]
  presentMeasures(edge, answer)
  return answer
}

function isTrouble({ status }: Verdict): boolean {
  return status === 'failing' || status === 'degraded'
}

const latencyFields = {
  avg: 'latencyMsAvg',
  p50: 'latencyMsP50',
  p95: 'latencyMsP95',
  p99: 'latencyMsP99',
} as const satisfies Record<Latency, keyof EdgeAnswer>

function presentMeasures(edge: GraphEdge, answer: EdgeAnswer): void {
  if (edge.messagesSent !== undefined) answer.messagesSentPerSecond = round(edge.messagesSent)
  if (edge.messagesReturned !== undefined) answer.messagesReceivedPerSecond = round(edge.messagesReturned)
  if (edge.requestBytes !== undefined) answer.requestBytesPerSecond = round(edge.requestBytes)
  if (edge.responseBytes !== undefined) answer.responseBytesPerSecond = round(edge.responseBytes)
  for (const latency of ['avg', 'p50', 'p95', 'p99'] as const) {
    const mean = edge.latencyMs?.[latency]
    if (mean) answer[latencyFields[latency]] = round(mean.sum / mean.weight)
  }
  if (edge.security && edge.security.told > 0)
    answer.mtlsPercent = percentOf(edge.security.mutual, edge.security.told)
  if (edge.sourcePrincipals?.size) answer.sourcePrincipals = [...edge.sourcePrincipals].sort()
  if (edge.destinationPrincipals?.size) answer.destinationPrincipals = [...edge.destinationPrincipals].sort()
}

function presentVerdict(verdict: Verdict | undefined, word: Word): NodeAnswer['health'] {
  return { status: verdict?.status ?? 'unknown', reasons: (verdict?.reasons ?? []).map(word) }
}

function percentOf(part: number, whole: number): number {
  return whole > 0 ? round((part / whole) * 100) : 0
}

/** Five digits or more: as much as a rate over scrapes holds, in a third of the bytes. */
function round(value: number): number {
  const scale = value < 1 ? 1e6 : value < 1000 ? 1e4 : 1e2
  return Math.round(value * scale) / scale
}
