import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { formatFamilies } from '#e2e/real/servers/protobuf-metrics.ts'

/** Of ten requests every second, in milliseconds: six that are quick, three that are not, and one that is slow. */
export const durations = [3, 3, 3, 3, 3, 3, 20, 20, 20, 200] as const
const bounds = [1, 5, 10, 25, 50, 100, 250, 500] as const
export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'

const labels = {
  reporter: 'destination',
  source_workload: 'productpage-v1',
  source_workload_namespace: 'bookinfo',
  destination_workload: 'reviews-v2',
  destination_workload_namespace: 'bookinfo',
  destination_service: 'reviews.bookinfo.svc.cluster.local',
  destination_service_name: 'reviews',
  destination_service_namespace: 'bookinfo',
  destination_canonical_service: 'reviews',
  request_protocol: 'http',
  response_code: '200',
}

export interface HistogramExporter {
  readonly url: string
  stop(): Promise<void>
}

/**
 * Exports what a workload's proxy counts of known requests: as classic histograms in the text of OpenMetrics, and as native
 * ones (of schema 3) to who asks for protobuf. Both carry the trace of the slowest request as exemplar.
 */
export async function startHistogramExporter(): Promise<HistogramExporter> {
  const startMs = Date.now()
  const server = createServer(({ headers }, response) => {
    const rounds = Math.floor((Date.now() - startMs) / 1_000) + 1
    if (headers.accept?.startsWith('application/vnd.google.protobuf')) {
      response.writeHead(200, {
        'content-type':
          'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
      })
      response.end(formatNative(rounds))
    } else {
      response.writeHead(200, {
        'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8',
      })
      response.end(formatClassic(rounds))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // A server on a port has no other form of address.
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const sum = durations.reduce<number>((total, each) => total + each, 0)

function formatClassic(rounds: number): string {
  const written = Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')
  const nowSeconds = (Date.now() / 1_000).toFixed(3)
  const buckets = [...bounds, Number.POSITIVE_INFINITY].map((bound) => {
    const count = durations.filter((each) => each <= bound).length * rounds
    const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : bound.toFixed(1)
    const exemplar = bound === 250 ? ` # {trace_id="${traceId}"} 200.0 ${nowSeconds}` : ''
    return `istio_request_duration_milliseconds_bucket{${written},le="${le}"} ${count}${exemplar}`
  })
  return [
    '# TYPE istio_requests counter',
    `istio_requests_total{${written}} ${rounds * durations.length}`,
    '# TYPE istio_request_duration_milliseconds histogram',
    ...buckets,
    `istio_request_duration_milliseconds_sum{${written}} ${sum * rounds}`,
    `istio_request_duration_milliseconds_count{${written}} ${durations.length * rounds}`,
    '# EOF',
    '',
  ].join('\n')
}

/** Buckets of schema 3 grow by the eighth root of two; bucket `index` ends at 2^(index/8). */
const schema = 3
const findBucket = (value: number) => Math.ceil(Math.log2(value) * 2 ** schema)

function formatNative(rounds: number): Buffer {
  const counts = Map.groupBy(durations, findBucket)
  const buckets = [...counts].map(([index, each]) => ({ index, count: each.length * rounds }))
  return formatFamilies({
    labels,
    requests: rounds * durations.length,
    histogram: { schema, count: rounds * durations.length, sum: sum * rounds, buckets },
    exemplar: { labels: { trace_id: traceId }, value: 200, atMs: Date.now() },
  })
}
