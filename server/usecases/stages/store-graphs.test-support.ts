import { expect } from 'vitest'
import * as z from 'zod/mini'
import { type TrafficGraph, trafficGraph } from '#contract/traffic-graph.ts'
import type { StaticMatrix } from '#demo/prometheus/samples/static-source.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'
import { startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

const namespaces = 'bookinfo'
const samplesOf =
  '{__name__=~"istio_requests_total|istio_tcp_.+|istio_request_duration_.+",destination_workload_namespace="bookinfo"}[150s]'

/** The demo's cluster, samples of its traffic, and the graph of one past moment over whichever store has these. */
export interface StoreGraphs {
  readonly samples: StaticMatrix
  drawOver(prometheusUrl: string): Promise<TrafficGraph>
  stop(): Promise<void>
}

export async function startStoreGraphs(): Promise<StoreGraphs> {
  // Long enough ago that every store has all of its samples.
  const atMs = Date.now() - 120_000
  const demo = await startDemoContext()
  const form = new URLSearchParams({ query: samplesOf, time: String(atMs / 1_000 + 15) })
  const response = await fetch(`${demo.prometheus.url}/api/v1/query`, { method: 'POST', body: form })
  // The demo answers as Prometheus does: a matrix.
  const { data } = (await response.json()) as { data: StaticMatrix }
  return {
    samples: data,
    drawOver: async (prometheusUrl) => {
      const prometheus = openPrometheus({
        VARDIA_PROMETHEUS_URL: prometheusUrl,
        VARDIA_QUERY_TIMEOUT_SECONDS: 20,
      })
      try {
        const context = demo.as('admin', { signal: AbortSignal.timeout(60_000) })
        const at = new Date(atMs).toISOString()
        const input = z.parse(trafficGraph.input, { namespaces, at, latency: 'all' })
        return await readTrafficGraph(input, { ...context, adapters: { ...context.adapters, prometheus } })
      } finally {
        prometheus.close()
      }
    },
    stop: () => demo.stop(),
  }
}

/** What is drawn, without numbers: who calls whom by what, and how each is judged. */
const shapeOf = ({ nodes, edges }: TrafficGraph) => ({
  nodes: nodes.map(({ id, health }) => [id, health]),
  edges: edges.map(({ source, target, protocol, health }) => [source, target, protocol, health]),
})
const rateOf = (edge: TrafficGraph['edges'][number]): number =>
  edge.requestsPerSecond ?? edge.bytesPerSecond ?? 0

/**
 * Expects the same nodes, edges, health and notices, and rates that agree to `digits` digits after the point of their
 * ratio.
 */
export function expectSameGraph(drawn: TrafficGraph, expected: TrafficGraph, digits: number): void {
  expect(expected.edges.length).toBeGreaterThan(8)
  expect(shapeOf(drawn)).toEqual(shapeOf(expected))
  for (const [index, edge] of drawn.edges.entries()) {
    const reference = expected.edges[index]
    expect(reference && rateOf(edge) / rateOf(reference), edge.id).toBeCloseTo(1, digits)
  }
  expect(drawn.notices).toEqual(expected.notices)
}
