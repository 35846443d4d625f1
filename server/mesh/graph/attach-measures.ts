import type { Drafts, MeasuredEdge } from '#server/mesh/graph/draft-edges.ts'
import { addLatency } from '#server/mesh/graph/merge-edges.ts'
import { readProtocol } from '#server/mesh/graph/read-series.ts'
import type { Latency, Sample } from '#server/mesh/graph/types.ts'

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

/**
 * Puts latencies (milliseconds) and body bytes a second on the edges they were measured on. Around a service node bytes
 * are on both edges, a latency only on the one to the workload: what leaves the caller is answered by several, and
 * quantiles cannot be added up (Kiali: response_time.go). Where one edge stands for several pairs all the same, as in
 * the app view, their values are weighted by requests.
 *
 * @returns how many samples were no finite number
 */
export function attachMeasures(drafts: Pick<Drafts, 'findMeasured'>, samples: MeasureSamples): number {
  let dropped = 0
  const each = (vector: readonly Sample[], attach: (found: MeasuredEdge, sample: Sample) => void): void => {
    for (const sample of vector) {
      if (!Number.isFinite(sample.value)) {
        dropped += 1
        continue
      }
      const edges = drafts.findMeasured(sample.metric)
      if (!edges) continue
      const protocol = readProtocol(sample.metric)
      for (const found of edges) if (found.edge.protocol === protocol) attach(found, sample)
    }
  }
  for (const [vector, latency] of latencyOf) {
    each(samples[vector], ({ edge, towardsService, weight }, { value }) => {
      if (!towardsService && weight > 0) addLatency(edge, latency, value, weight)
    })
  }
  each(samples.throughput, ({ edge }, { metric, value }) => {
    if (edge.protocol !== 'http') return
    const field = metric['direction'] === 'returned' ? 'responseBytes' : 'requestBytes'
    edge[field] = (edge[field] ?? 0) + value
  })
  return dropped
}
