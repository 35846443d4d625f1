import { Grouping } from '#demo/prometheus/promql/grouping.ts'
import { type Metric, NO_LABELS } from '#demo/prometheus/promql/labels.ts'
import type { Repair } from '#demo/prometheus/promql/notes.ts'
import type { Sample } from '#demo/prometheus/promql/values.ts'

interface Bucket {
  readonly upper: number
  count: number
}

/**
 * `histogram_quantile` over classic buckets: series that differ only in `le` are one histogram; those without a
 * numeric `le` are left out (promql/functions.go).
 */
export function buildQuantiles(
  q: number,
  samples: readonly Sample[],
  tell: { readonly badBound: (le: string) => void; readonly repaired: (repair: Repair) => void },
): Sample[] {
  const grouping = new Grouping(false, ['le'])
  const histograms: Bucket[][] = []
  for (const sample of samples) {
    const upper = parseBound(sample.le)
    if (upper === undefined) {
      tell.badBound(sample.le)
      continue
    }
    const group = grouping.groupOf(sample)
    const buckets = histograms[group] ?? []
    histograms[group] = buckets
    buckets.push({ upper, count: sample.value })
  }
  return histograms.map((buckets, group) => {
    const { labels, name, le }: Metric = grouping.metrics[group] ?? NO_METRIC
    return { labels, name, le, value: computeBucketQuantile(q, buckets, tell.repaired) }
  })
}

const NO_METRIC: Metric = { labels: NO_LABELS, name: '', le: '' }

function parseBound(le: string): number | undefined {
  if (/^\+?inf$/i.test(le)) return Number.POSITIVE_INFINITY
  const bound = Number(le)
  return le.trim() === '' || Number.isNaN(bound) ? undefined : bound
}

/** The rules of `bucketQuantile` in promql/quantile.go; interpolates linearly inside a bucket. */
function computeBucketQuantile(
  q: number,
  unsorted: readonly Bucket[],
  onRepair: (repair: Repair) => void,
): number {
  if (Number.isNaN(q)) return Number.NaN
  if (q < 0) return Number.NEGATIVE_INFINITY
  if (q > 1) return Number.POSITIVE_INFINITY
  const sorted = [...unsorted].sort((a, b) => a.upper - b.upper)
  if (sorted.at(-1)?.upper !== Number.POSITIVE_INFINITY) return Number.NaN
  const buckets = straighten(mergeEqual(sorted), onRepair)
  const last = buckets.at(-1)
  if (!last || buckets.length < 2) return Number.NaN
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

/**
 * Counts may not fall from bucket to bucket; scrapes that raced may let them, and then it is told. Differences of 1e-12
 * are rounding (`ensureMonotonicAndIgnoreSmallDeltas` in promql/quantile.go).
 */
function straighten(buckets: Bucket[], onRepair: (repair: Repair) => void): Bucket[] {
  let previous = buckets[0]?.count ?? 0
  const fallen: { upper: number; by: number }[] = []
  for (const bucket of buckets) {
    const close = Math.abs(bucket.count - previous) <= 1e-12 * (Math.abs(bucket.count) + Math.abs(previous))
    if (bucket.count < previous && !close) fallen.push({ upper: bucket.upper, by: previous - bucket.count })
    if (bucket.count < previous || close) bucket.count = previous
    previous = bucket.count
  }
  if (fallen.length > 0) {
    const uppers = fallen.map(({ upper }) => upper)
    onRepair({
      leastUpper: Math.min(...uppers),
      mostUpper: Math.max(...uppers),
      mostFallen: Math.max(...fallen.map(({ by }) => by)),
    })
  }
  return buckets
}
