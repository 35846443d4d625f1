import type { GraphEdge } from '#contract/traffic-graph.ts'

export interface RequestFlow {
  readonly perSecond: number
  /** Share of requests that fail, 0…100. */
  readonly errorPercent: number
  readonly requestBytesPerSecond: number | undefined
  readonly responseBytesPerSecond: number | undefined
  readonly messagesSentPerSecond: number | undefined
  readonly messagesReceivedPerSecond: number | undefined
}

export const latencyKeys = ['avg', 'p50', 'p95', 'p99'] as const
export type LatencyKey = (typeof latencyKeys)[number]

/** The traffic of one edge, or of several added up. */
export interface Flow {
  readonly http: RequestFlow | undefined
  readonly grpc: RequestFlow | undefined
  /** Bytes a second from client to server, and back. */
  readonly tcp: { readonly sentPerSecond: number; readonly returnedPerSecond: number | undefined } | undefined
  /** Milliseconds. Of several edges the mean by requests: quantiles cannot be added up. */
  readonly latencyMs: Readonly<Partial<Record<LatencyKey, number>>>
  /** Share of requests, and of tcp bytes, that came under mutual TLS; absent when no server told. */
  readonly mtls: { readonly requests: number | undefined; readonly tcp: number | undefined }
  /** Share of what the source sends by this protocol that takes this edge; only where one edge is meant. */
  readonly sharePercent: number | undefined
}

/** Adds up edges. Absent measures stay absent unless one of the edges has them. */
export function sumEdges(edges: readonly GraphEdge[]): Flow {
  const [first] = edges
  return {
    http: sumRequests(edges.filter((edge) => edge.protocol === 'http')),
    grpc: sumRequests(edges.filter((edge) => edge.protocol === 'grpc')),
    tcp: sumTcp(edges.filter((edge) => edge.protocol === 'tcp')),
    latencyMs: meanLatency(edges),
    mtls: {
      requests: meanBy(edges.filter(isRequests), (edge) => edge.mtlsPercent, rateOf),
      tcp: meanBy(
        edges.filter((edge) => edge.protocol === 'tcp'),
        (edge) => edge.mtlsPercent,
        (edge) => edge.bytesPerSecond ?? 0,
      ),
    },
    sharePercent: edges.length === 1 ? first?.sharePercent : undefined,
  }
}

/** Requests a second of both request protocols. */
export function countRequests(flow: Flow): number {
  return (flow.http?.perSecond ?? 0) + (flow.grpc?.perSecond ?? 0)
}

/** Share of all requests that fail; undefined where none were asked. */
export function countErrorPercent(flow: Flow): number | undefined {
  const requests = countRequests(flow)
  if (requests === 0) return undefined
  const failing = [flow.http, flow.grpc].reduce(
    (sum, part) => sum + ((part?.perSecond ?? 0) * (part?.errorPercent ?? 0)) / 100,
    0,
  )
  return (100 * failing) / requests
}

/** The least protected part of the traffic, 0…100; undefined when no server told. */
export function findLeastMtls(flow: Flow): number | undefined {
  const told = [flow.mtls.requests, flow.mtls.tcp].filter((share) => share !== undefined)
  return told.length === 0 ? undefined : Math.min(...told)
}

function isRequests(edge: GraphEdge): boolean {
  return edge.protocol !== 'tcp'
}

function rateOf(edge: GraphEdge): number {
  return edge.requestsPerSecond ?? 0
}

function sumRequests(edges: readonly GraphEdge[]): RequestFlow | undefined {
  if (edges.length === 0) return undefined
  const perSecond = edges.reduce((sum, edge) => sum + rateOf(edge), 0)
  const failing = edges.reduce((sum, edge) => sum + (rateOf(edge) * (edge.errorPercent ?? 0)) / 100, 0)
  return {
    perSecond,
    errorPercent: perSecond > 0 ? (100 * failing) / perSecond : 0,
    requestBytesPerSecond: sumKnown(edges, (edge) => edge.requestBytesPerSecond),
    responseBytesPerSecond: sumKnown(edges, (edge) => edge.responseBytesPerSecond),
    messagesSentPerSecond: sumKnown(edges, (edge) => edge.messagesSentPerSecond),
    messagesReceivedPerSecond: sumKnown(edges, (edge) => edge.messagesReceivedPerSecond),
  }
}

function sumTcp(edges: readonly GraphEdge[]): Flow['tcp'] {
  if (edges.length === 0) return undefined
  return {
    sentPerSecond: edges.reduce((sum, edge) => sum + (edge.bytesPerSecond ?? 0), 0),
    returnedPerSecond: sumKnown(edges, (edge) => edge.bytesReturnedPerSecond),
  }
}

function meanLatency(edges: readonly GraphEdge[]): Flow['latencyMs'] {
  const found: Partial<Record<LatencyKey, number>> = {}
  for (const key of latencyKeys) {
    const field = `latencyMs${key.charAt(0).toUpperCase()}${key.slice(1)}` as // The contract's four latency fields.
      | 'latencyMsAvg'
      | 'latencyMsP50'
      | 'latencyMsP95'
      | 'latencyMsP99'
    const mean = meanBy(edges, (edge) => edge[field], rateOf)
    if (mean !== undefined) found[key] = mean
  }
  return found
}

function sumKnown(
  edges: readonly GraphEdge[],
  read: (edge: GraphEdge) => number | undefined,
): number | undefined {
  let sum: number | undefined
  for (const edge of edges) {
    const value = read(edge)
    if (value !== undefined) sum = (sum ?? 0) + value
  }
  return sum
}

/** Mean of what is known, by weight; of weightless ones the plain mean. */
function meanBy(
  edges: readonly GraphEdge[],
  read: (edge: GraphEdge) => number | undefined,
  weigh: (edge: GraphEdge) => number,
): number | undefined {
  let sum = 0
  let weight = 0
  let plain = 0
  let known = 0
  for (const edge of edges) {
    const value = read(edge)
    if (value === undefined) continue
    sum += value * weigh(edge)
    weight += weigh(edge)
    plain += value
    known += 1
  }
  if (known === 0) return undefined
  // Weighing a hundred 100 % must give 100, not 99.99999999.
  return Number((weight > 0 ? sum / weight : plain / known).toFixed(9))
}
