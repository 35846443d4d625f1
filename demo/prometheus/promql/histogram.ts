import { Grouping } from '#demo/prometheus/promql/grouping.ts'
import { type Metric, NO_LABELS } from '#demo/prometheus/promql/labels.ts'
import type { Sample } from '#demo/prometheus/promql/values.ts'

interface Bucket {
  readonly upper: number
  count: number
}

/**
 * `histogram_quantile` over classic buckets: series that differ only in `le` are one histogram; those without a
 * numeric `le` are left out (promql/functions.go).
 */
export function buildQuantiles(q: number, samples: readonly Sample[]): Sample[] {
  const grouping = new Grouping(false, ['le'])
  const histograms: Bucket[][] = []
  for (const sample of samples) {
    const upper = parseBound(sample.le)
    if (upper === undefined) continue
    const group = grouping.groupOf(sample)
    const buckets = histograms[group] ?? []
    histograms[group] = buckets
    buckets.push({ upper, count: sample.value })
  }
  return histograms.map((buckets, group) => {
    const { labels, name, le }: Metric = grouping.metrics[group] ?? NO_METRIC
    return { labels, name, le, value: computeBucketQuantile(q, buckets) }
  })
}

const NO_METRIC: Metric = { labels: NO_LABELS, name: '', le: '' }

function parseBound(le: string): number | undefined {
  if (/^\+?inf$/i.test(le)) return Number.POSITIVE_INFINITY
  const bound = Number(le)
  return le.trim() === '' || Number.isNaN(bound) ? undefined : bound
}

/** The rules of `bucketQuantile` in promql/quantile.go; interpolates linearly inside a bucket. */
function computeBucketQuantile(q: number, unsorted: readonly Bucket[]): number {
  if (Number.isNaN(q)) return Number.NaN
  if (q < 0) return Number.NEGATIVE_INFINITY
  if (q > 1) return Number.POSITIVE_INFINITY
  const buckets = straighten(mergeEqual([...unsorted].sort((a, b) => a.upper - b.upper)))
  const last = buckets.at(-1)
  if (last?.upper !== Number.POSITIVE_INFINITY || buckets.length < 2) return Number.NaN
  if (last.count === 0 || Number.isNaN(last.count)) return Number.NaN
  let rank = q * last.count
  const found = buckets.slice(0, -1).findIndex(({ count }) => count >= rank)
  if (found < 0) return buckets.at(-2)?.upper ?? Number.NaN
  const { upper: end, count: until } = buckets[found] ?? last
  if (found === 0 && end <= 0) return end
  const before = found === 0 ? { upper: 0, count: 0 } : (buckets[found - 1] ?? { upper: 0, count: 0 })
  rank -= before.count
  return before.upper + (end - before.upper) * (rank / (until - before.count))
}

function mergeEqual(buckets: readonly Bucket[]): Bucket[] {
  const merged: Bucket[] = []
  for (const { upper, count } of buckets) {
    const last = merged.at(-1)
    if (last?.upper === upper) last.count += count
    else merged.push({ upper, count })
  }
  return merged
}

/** Counts may not fall from bucket to bucket; scrapes that raced may let them. Differences of 1e-12 are rounding. */
function straighten(buckets: Bucket[]): Bucket[] {
  let previous = buckets[0]?.count ?? 0
  for (const bucket of buckets) {
    const close = Math.abs(bucket.count - previous) <= 1e-12 * (Math.abs(bucket.count) + Math.abs(previous))
    if (bucket.count < previous || close) bucket.count = previous
    previous = bucket.count
  }
  return buckets
}
