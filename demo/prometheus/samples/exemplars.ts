import { presentMetric } from '#demo/prometheus/promql/labels.ts'
import type { Matcher } from '#demo/prometheus/promql/matchers.ts'
import { ENVOY_BUCKETS } from '#demo/prometheus/samples/distributions.ts'
import type { SampleSource } from '#demo/prometheus/samples/sample-source.ts'
import { formatTraceId } from '#demo/world/requests/identify.ts'
import type { RequestSource } from '#demo/world/requests/request-source.ts'
import { readClientSpan, type WorldRequest } from '#demo/world/requests/types.ts'

export interface SeriesExemplars {
  readonly seriesLabels: Readonly<Record<string, string>>
  readonly exemplars: readonly {
    readonly labels: Readonly<Record<string, string>>
    readonly value: string
    readonly timestamp: number
  }[]
}

/** What a store of exemplars has: those of a time beside the series that the matchers choose. */
export type ListExemplars = (
  matchers: readonly Matcher[],
  startMs: number,
  endMs: number,
) => readonly SeriesExemplars[]

const BUCKETS = 'istio_request_duration_milliseconds_bucket'
/** The store is a ring: what is older than this was written over. */
const KEPT_MS = 900_000

/**
 * The exemplars of a world's durations: every traced request beside the bucket that it fell in, at its client's proxy and at
 * its server's, as a proxy would write it that writes exemplars.
 */
export function buildExemplars(
  source: SampleSource,
  requests: RequestSource,
  nowMs: () => number,
): ListExemplars {
  return (matchers, startMs, endMs) => {
    const chosen = new Map<string, SeriesExemplars & { exemplars: SeriesExemplars['exemplars'][number][] }>()
    if (!matchers.filter(({ label }) => label === '__name__').every(({ matches }) => matches(BUCKETS)))
      return []
    for (const series of source.select(matchers)) {
      if (series.name !== BUCKETS) continue
      const seriesLabels = presentMetric(series)
      chosen.set(nameSeries(seriesLabels), { seriesLabels, exemplars: [] })
    }
    if (chosen.size === 0) return []
    const from = Math.max(startMs, nowMs() - KEPT_MS)
    const until = Math.min(endMs, nowMs())
    for (let slot = Math.floor(from / 1_000); slot * 1_000 <= until; slot += 1) {
      for (const story of requests.listStories(slot, { sampled: true })) {
        const traceId = formatTraceId(story.start)
        for (const { key, value, atMs } of listValues(story)) {
          if (atMs < from || atMs > until) continue
          const labels = { trace_id: traceId }
          chosen.get(key)?.exemplars.push({ labels, value: String(value), timestamp: atMs / 1_000 })
        }
      }
    }
    return [...chosen.values()].filter(({ exemplars }) => exemplars.length > 0)
  }
}

type Labels = Readonly<Record<string, string>>

function nameSeries(labels: Labels): string {
  return [
    labels['reporter'],
    `${labels['source_workload_namespace']}/${labels['source_workload']}`,
    `${labels['destination_workload_namespace']}/${labels['destination_workload']}`,
    labels['destination_service'],
    labels['response_code'],
    labels['response_flags'],
    labels['pod'],
    labels['le'],
  ].join(' ')
}

function* listValues(
  request: WorldRequest,
): Iterable<{ readonly key: string; readonly value: number; readonly atMs: number }> {
  for (const child of request.children) yield* listValues(child)
  const { call, clientCall, outcome } = request
  const client = readClientSpan(request)
  const sides = [
    { reporter: 'source', pod: request.source, of: clientCall, ...client },
    { reporter: 'destination', pod: request.destination, of: call, ...request },
  ] as const
  for (const { reporter, pod, of, startMs, durationMs } of sides) {
    if (!pod || (reporter === 'destination' && request.isTried)) continue
    const le =
      ENVOY_BUCKETS.find((bound) => durationMs <= Number(bound.replace('+Inf', 'Infinity'))) ?? '+Inf'
    const end = (place: { namespace: string; workload: string } | undefined) =>
      place ? `${place.namespace}/${place.workload}` : 'unknown/unknown'
    yield {
      key: [
        reporter,
        end(of.source),
        end(of.destination),
        of.service.host,
        outcome.code,
        outcome.flags,
        pod.name,
        le,
      ].join(' '),
      value: durationMs,
      atMs: startMs + durationMs,
    }
  }
}
