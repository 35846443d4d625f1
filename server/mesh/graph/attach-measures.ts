import { type BuildFacts, describePair } from '#server/mesh/graph/build-traffic-graph.ts'
import { identifyService, identifySource, identifyTarget } from '#server/mesh/graph/identify.ts'
import { addLatency } from '#server/mesh/graph/merge-edges.ts'
import { nameEdge } from '#server/mesh/graph/name-edge.ts'
import { type Ends, readEnds, readProtocol } from '#server/mesh/graph/read-series.ts'
import type { GraphEdge, Latency, Protocol, Sample, TrafficGraph } from '#server/mesh/graph/types.ts'

/** The vectors that say how edges fared; a missing one leaves its field away. */
export interface MeasureSamples {
  readonly latencyP50: readonly Sample[]
  readonly latencyP95: readonly Sample[]
  readonly latencyP99: readonly Sample[]
  readonly latencyAvg: readonly Sample[]
  readonly throughput: readonly Sample[]
}

const latencyOf: readonly (readonly [keyof MeasureSamples, Latency])[] = [
  ['latencyP50', 'p50'],
  ['latencyP95', 'p95'],
  ['latencyP99', 'p99'],
  ['latencyAvg', 'avg'],
]

/** For a latency whose requests the graph does not show: it counts where nothing else does. */
const unweighed = 1e-9

/**
 * Puts latencies (milliseconds) and body bytes a second on the edges they were measured on. Around a service node bytes
 * are on both edges, a latency only on the one to the workload: what leaves the caller is answered by several, and
 * quantiles cannot be added up (Kiali: response_time.go). Where one edge stands for several pairs all the same, as in
 * the app view, their values are weighted by requests.
 *
 * @returns how many samples were no finite number
 */
export function attachMeasures(graph: TrafficGraph, samples: MeasureSamples, facts: BuildFacts): number {
  let dropped = 0
  const each = (vector: readonly Sample[], attach: (reading: Measured, value: number) => void): void => {
    for (const { metric, value } of vector) {
      if (!Number.isFinite(value)) {
        dropped += 1
        continue
      }
      const ends = readEnds(metric, facts.rootNamespace)
      if (!ends) continue
      const edges = findEdges(graph, ends, readProtocol(metric), facts)
      if (edges.length > 0) attach({ ends, edges, returned: metric['direction'] === 'returned' }, value)
    }
  }
  for (const [vector, latency] of latencyOf) {
    each(samples[vector], ({ ends, edges }, value) => {
      const edge = edges.at(-1)
      if (!edge || (edges.length === 1 && isTowardsInjected(graph, edge))) return
      addLatency(edge, latency, value, edge.weights.get(describePair(ends)) ?? unweighed)
    })
  }
  each(samples.throughput, ({ edges, returned }, value) => {
    const field = returned ? 'responseBytes' : 'requestBytes'
    for (const edge of edges) if (edge.protocol === 'http') edge[field] = (edge[field] ?? 0) + value
  })
  return dropped
}

interface Measured {
  readonly ends: Ends
  /** One, or around a service node the two, the workload's last. */
  readonly edges: readonly GraphEdge[]
  readonly returned: boolean
}

function findEdges(graph: TrafficGraph, ends: Ends, protocol: Protocol, facts: BuildFacts): GraphEdge[] {
  const source = identifySource(ends, facts.view, false)
  const target = identifyTarget(ends, facts.view, false)
  if (!source || !target) return []
  const find = (from: string, to: string): GraphEdge[] => {
    const edge = graph.edges.get(nameEdge(from, to, protocol))
    return edge ? [edge] : []
  }
  const injects = (facts.serviceNodes || facts.view === 'service') && target.kind !== 'service'
  const between = injects ? identifyService(ends) : undefined
  if (!between) return find(source.id, target.id)
  const first = find(source.id, between.id)
  // A call that the graph does not show leaves its share of the service's own edge alone.
  return first.length > 0 ? [...first, ...find(between.id, target.id)] : []
}

function isTowardsInjected(graph: TrafficGraph, edge: GraphEdge): boolean {
  return graph.nodes.get(edge.target)?.injected === true
}
