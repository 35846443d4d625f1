import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type TrafficGraph, trafficGraph } from '#contract/traffic-graph.ts'
import type { StaticMatrix } from '#demo/prometheus/samples/static-source.ts'
import { skipsRealPrometheus, startLoadedPrometheus } from '#demo/testing/real-prometheus.ts'
import { skipsVictoriaMetrics, startLoadedVictoriaMetrics } from '#demo/testing/real-victoria-metrics.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'
import type { PrometheusAdapter } from '#server/adapters/prometheus/types.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

const namespaces = 'bookinfo'
/** Long enough ago that every store has all of its samples. */
const atMs = Date.now() - 120_000
const samplesOf =
  '{__name__=~"istio_requests_total|istio_tcp_.+|istio_request_duration_.+",destination_workload_namespace="bookinfo"}[150s]'

let demo: DemoContext
let samples: StaticMatrix
const opened: { close(): void }[] = []
const started: { stop(): Promise<void> }[] = []
beforeAll(async () => {
  demo = await startDemoContext()
  const form = new URLSearchParams({ query: samplesOf, time: String(atMs / 1_000 + 15) })
  const response = await fetch(`${demo.prometheus.url}/api/v1/query`, { method: 'POST', body: form })
  // The demo answers as Prometheus does: a matrix.
  samples = ((await response.json()) as { data: StaticMatrix }).data
})
afterEach(async () => {
  for (const each of opened.splice(0)) each.close()
  for (const server of started.splice(0)) await server.stop()
})
afterAll(() => demo.stop())

function openAt(url: string): PrometheusAdapter {
  const adapter = openPrometheus({ VARDIA_PROMETHEUS_URL: url, VARDIA_QUERY_TIMEOUT_SECONDS: 20 })
  opened.push(adapter)
  return adapter
}

async function drawOver(prometheus: PrometheusAdapter): Promise<TrafficGraph> {
  const context = demo.as('admin', { signal: AbortSignal.timeout(60_000) })
  const at = new Date(atMs).toISOString()
  const input = z.parse(trafficGraph.input, { namespaces, at, latency: 'all' })
  return readTrafficGraph(input, { ...context, adapters: { ...context.adapters, prometheus } })
}

/** What is drawn, without numbers: who calls whom by what, and how each is judged. */
const shapeOf = ({ nodes, edges }: TrafficGraph) => ({
  nodes: nodes.map(({ id, health }) => [id, health]),
  edges: edges.map(({ source, target, protocol, health }) => [source, target, protocol, health]),
})
const rateOf = (edge: TrafficGraph['edges'][number]): number =>
  edge.requestsPerSecond ?? edge.bytesPerSecond ?? 0

describe.skipIf(skipsRealPrometheus || skipsVictoriaMetrics)('the graph over the same samples', () => {
  test('is the same in Prometheus and in VictoriaMetrics', async () => {
    const prometheus = await startLoadedPrometheus(samples)
    started.push(prometheus)
    const victoria = await startLoadedVictoriaMetrics(samples)
    started.push(victoria)
    const expected = await drawOver(openAt(prometheus.url))
    const drawn = await drawOver(openAt(victoria.url))
    expect(expected.edges.length).toBeGreaterThan(8)
    expect(shapeOf(drawn)).toEqual(shapeOf(expected))
    // VictoriaMetrics does not extrapolate to the ends of a window (its MetricsQL "rate"); a counter is as steep.
    for (const [index, edge] of drawn.edges.entries()) {
      const reference = expected.edges[index]
      expect(reference && rateOf(edge) / rateOf(reference), edge.id).toBeCloseTo(1, 1)
    }
    expect(drawn.notices).toEqual(expected.notices)
  })
})
