import { buildMetric, type LabelSet, metricKey } from '#demo/prometheus/promql/labels.ts'
import type { Matcher } from '#demo/prometheus/promql/matchers.ts'
import type {
  MetricFacts,
  Points,
  SampleSource,
  StoredSeries,
} from '#demo/prometheus/samples/sample-source.ts'

/** A matrix as `/api/v1/query` answers it: labels, and pairs of seconds and value. */
export interface StaticMatrix {
  readonly scrapeIntervalSeconds?: number
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>
    readonly values: readonly (readonly [timeSeconds: number, value: string | number])[]
  }[]
}

/** A source over samples that were recorded once. Values may be 'NaN', '+Inf' and '-Inf'. */
export function buildStaticSource(matrix: StaticMatrix): SampleSource {
  const byKey = new Map<string, StoredSeries>()
  for (const { metric, values } of matrix.result) {
    const times = Float64Array.from(values, ([seconds]) => Math.round(seconds * 1000))
    const series = buildSeries(
      metric,
      times,
      Float64Array.from(values, ([, value]) => parseSample(value)),
    )
    byKey.set(metricKey(series), series)
  }
  const all = [...byKey.values()]
  return {
    select: (matchers) => all.filter((series) => isChosen(series, matchers)),
    *listFamilies(matchers) {
      for (const { name, labels, le } of all.filter((series) => isChosen(series, matchers))) {
        yield { name, labels, les: le === '' ? [] : [le] }
      }
    },
    metadata: guessMetadata(all.map(({ name }) => name)),
    scrapeIntervalSeconds: matrix.scrapeIntervalSeconds ?? 15,
  }
}

function buildSeries(
  metric: Readonly<Record<string, string>>,
  times: Float64Array,
  values: Float64Array,
): StoredSeries {
  const { labels, name, le } = buildMetric(metric)
  return buildStoredSeries({ labels, name, le }, times, values)
}

/** One series over sorted arrays; also what a subquery makes of its steps. */
export function buildStoredSeries(
  metric: { labels: LabelSet; name: string; le: string },
  times: Float64Array,
  values: Float64Array,
): StoredSeries {
  return {
    ...metric,
    read(afterMs: number, untilMs: number, into: Points) {
      into.clear()
      for (let at = countUntil(times, afterMs); at < times.length; at += 1) {
        const time = times[at] ?? Number.POSITIVE_INFINITY
        if (time > untilMs) break
        into.push(time, values[at] ?? Number.NaN)
      }
    },
    readLast(afterMs: number, untilMs: number, into: Points) {
      into.clear()
      const at = countUntil(times, untilMs) - 1
      const time = times[at]
      if (time !== undefined && time > afterMs) into.push(time, values[at] ?? Number.NaN)
    },
  }
}

/** How many times are at or before the limit; times ascend. */
function countUntil(times: Float64Array, limitMs: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) <= limitMs) low = middle + 1
    else high = middle
  }
  return low
}

function isChosen(series: StoredSeries, matchers: readonly Matcher[]): boolean {
  return matchers.every(({ label, matches }) => {
    if (label === '__name__') return matches(series.name)
    if (label === 'le') return matches(series.le)
    return matches(series.labels.get(label))
  })
}

/** Types by the suffix, since a recorded matrix does not say: what OpenMetrics' naming rules imply. */
function guessMetadata(names: readonly string[]): ReadonlyMap<string, MetricFacts> {
  const buckets = new Set(names.filter((name) => name.endsWith('_bucket')).map((name) => name.slice(0, -7)))
  const metadata = new Map<string, MetricFacts>()
  for (const name of names) {
    const base = name.replace(/_(bucket|sum|count)$/, '')
    if (buckets.has(base)) metadata.set(base, { type: 'histogram', help: '' })
    else metadata.set(name, { type: /_(total|sum|count)$/.test(name) ? 'counter' : 'unknown', help: '' })
  }
  return metadata
}

/** Prometheus' spelling of a sample value. */
function parseSample(value: string | number): number {
  if (typeof value === 'number') return value
  if (value === '+Inf' || value === 'Inf') return Number.POSITIVE_INFINITY
  if (value === '-Inf') return Number.NEGATIVE_INFINITY
  return Number(value)
}
