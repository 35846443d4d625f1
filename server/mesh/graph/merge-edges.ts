import { createEdge } from '#server/mesh/graph/collapse-drafts.ts'
import { nameEdge } from '#server/mesh/graph/name-edge.ts'
import type { GraphEdge, Latency, TrafficGraph } from '#server/mesh/graph/types.ts'

/** Adds an edge's traffic to the edge of the same protocol between two nodes, which is made when there is none. */
export function addEdge(
  edges: Map<string, GraphEdge>,
  edge: GraphEdge,
  source: string = edge.source,
  target: string = edge.target,
): GraphEdge {
  const id = nameEdge(source, target, edge.protocol)
  let into = edges.get(id)
  if (!into) {
    into = createEdge(id, source, target, edge.protocol)
    edges.set(id, into)
  }
  mergeEdge(into, edge)
  return into
}

/** Moves every edge to the nodes that stand for its ends now; edges that come to share both ends become one. */
export function redirectEdges(graph: TrafficGraph, standIn: (node: string, edge: GraphEdge) => string): void {
  const edges = [...graph.edges.values()]
  graph.edges.clear()
  for (const edge of edges) {
    const source = standIn(edge.source, edge)
    const target = standIn(edge.target, edge)
    const id = nameEdge(source, target, edge.protocol)
    if (id === edge.id && !graph.edges.has(id)) graph.edges.set(id, edge)
    else addEdge(graph.edges, edge, source, target)
  }
}

function mergeEdge(into: GraphEdge, from: GraphEdge): void {
  into.rate += from.rate
  into.requests += from.requests
  into.errorRate += from.errorRate
  for (const [key, response] of from.responses) {
    const known = into.responses.get(key)
    if (known) known.rate += response.rate
    else into.responses.set(key, { ...response })
  }
  for (const field of addedFields) {
    const value = from[field]
    if (value !== undefined) into[field] = (into[field] ?? 0) + value
  }
  for (const latency of latencies) {
    const mean = from.latencyMs?.[latency]
    if (mean) addLatency(into, latency, mean.sum / mean.weight, mean.weight)
  }
  if (from.security) {
    into.security ??= { mutual: 0, told: 0 }
    into.security.mutual += from.security.mutual
    into.security.told += from.security.told
  }
  for (const field of principalFields) {
    const principals = from[field]
    if (principals) into[field] = (into[field] ?? new Set<string>()).union(principals)
  }
}

const addedFields = [
  'bytesSent',
  'bytesReturned',
  'messagesSent',
  'messagesReturned',
  'requestBytes',
  'responseBytes',
] as const
const latencies = ['avg', 'p50', 'p95', 'p99'] as const satisfies Latency[]
const principalFields = ['sourcePrincipals', 'destinationPrincipals'] as const

export function addLatency(edge: GraphEdge, latency: Latency, valueMs: number, weight: number): void {
  edge.latencyMs ??= {}
  const mean = edge.latencyMs[latency]
  if (mean) {
    mean.sum += valueMs * weight
    mean.weight += weight
  } else edge.latencyMs[latency] = { sum: valueMs * weight, weight }
}
