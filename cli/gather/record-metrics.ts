import { describeError } from '#cli/fail.ts'
import type { Gathering } from '#cli/offline/gathering.ts'
import type { PrometheusAdapter, RangeSeries } from '#server/adapters/prometheus/types.ts'
import { formatMatchers } from '#server/mesh/promql/expression.ts'
import { scopeToNamespaces } from '#server/mesh/promql/namespace-scope.ts'
import { isProblem } from '#server/problem.ts'

/** All that the graph, the overview and the judgement of health are made of. */
export const recordedMetrics = [
  'istio_requests_total',
  'istio_request_duration_milliseconds_bucket',
  'istio_request_duration_milliseconds_sum',
  'istio_request_duration_milliseconds_count',
  'istio_request_bytes_sum',
  'istio_response_bytes_sum',
  'istio_request_messages_total',
  'istio_response_messages_total',
  'istio_tcp_sent_bytes_total',
  'istio_tcp_received_bytes_total',
] as const

export interface RecordedMatrix {
  readonly metric: string
  readonly text: string
}

export interface MetricsRecorder {
  matrices(): AsyncGenerator<RecordedMatrix>
  /** Known when the matrices are through; undefined when nothing was answered. */
  metrics(): Gathering['metrics']
  version(): string | undefined
  lacks(): readonly string[]
}

/**
 * The mesh's series over a window that ends at a moment, at the steps of their scrapes. With namespaces only those that
 * touch them. A metric that cannot be read, for its size or otherwise, is left out and told.
 */
export function recordMetrics(
  prometheus: PrometheusAdapter,
  asked: {
    readonly namespaces: readonly string[] | undefined
    readonly endSeconds: number
    readonly windowSeconds: number
  },
  signal: AbortSignal,
): MetricsRecorder {
  const lacks: string[] = []
  let metrics: Gathering['metrics']
  let version: string | undefined
  const tryOr = async <Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer | undefined> => {
    try {
      return await ask()
    } catch (error) {
      if (signal.aborted || !isProblem(error)) throw error
      lacks.push(`${what}: ${describeError(error)}`)
      return undefined
    }
  }
  async function* matrices(): AsyncGenerator<RecordedMatrix> {
    const facts = await tryOr('Prometheus', () => prometheus.readFacts(signal))
    if (!facts) return
    version = facts.version
    const { scrapeIntervalSeconds } = facts
    const windowSeconds = Math.max(asked.windowSeconds, 2 * scrapeIntervalSeconds)
    const steps = {
      startSeconds: asked.endSeconds - windowSeconds,
      endSeconds: asked.endSeconds,
      stepSeconds: scrapeIntervalSeconds,
      signal,
    }
    for (const metric of recordedMetrics) {
      const sets = scopeToNamespaces(asked.namespaces)
      const parts = await tryOr(metric, () =>
        Promise.all(sets.map((set) => prometheus.queryRange(`${metric}${formatMatchers(set)}`, steps))),
      )
      if (!parts) continue
      metrics ??= { scrapeIntervalSeconds, windowSeconds }
      yield { metric, text: formatMatrix(parts.flat()) }
    }
    const alerts = await tryOr('Alerts', () => prometheus.listAlerts(signal))
    if (metrics && alerts) metrics = { ...metrics, alerts: alerts.map((alert) => ({ ...alert })) }
  }
  return { matrices, metrics: () => metrics, version: () => version, lacks: () => lacks }
}

function formatMatrix(series: readonly RangeSeries[]): string {
  const result = series.map(({ metric, points }) => ({
    metric,
    values: points.map(([seconds, value]) => [seconds, Number.isFinite(value) ? value : formatOdd(value)]),
  }))
  return JSON.stringify({ result })
}

/** JSON has no such numbers; these are Prometheus' own words. */
function formatOdd(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
}
