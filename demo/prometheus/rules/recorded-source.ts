import { Evaluation } from '#demo/prometheus/promql/evaluate.ts'
import { buildMetric, type Metric, metricKey, presentMetric } from '#demo/prometheus/promql/labels.ts'
import type { Matcher } from '#demo/prometheus/promql/matchers.ts'
import { parsePromql } from '#demo/prometheus/promql/parse.ts'
import type { RecordRule } from '#demo/prometheus/rules/types.ts'
import type { SampleSource, StoredSeries } from '#demo/prometheus/samples/sample-source.ts'

interface Recorded {
  readonly metric: Metric
  readonly value: number
}

type Found = ReadonlyMap<string, Recorded>

/** Evaluations kept; the oldest go first. */
const mostKept = 4_096
const noneFound: Found = new Map()

/**
 * A source that has what its recording rules would have written too. Nothing is stored: a rule is evaluated for the
 * moments that are asked for, each once. Rules may read what other rules record.
 */
export function recordRulesOver<Source extends SampleSource>(
  source: Source,
  rules: readonly RecordRule[],
  { startMs, intervalMs, nowMs }: { startMs: number; intervalMs: number; nowMs: () => number },
): Source {
  const parsed = rules.map((rule) => ({ rule, expr: parsePromql(rule.query) }))
  const kept = new Map<string, Found>()
  const evaluate = (at: number, timeMs: number): Found => {
    const key = `${at} ${timeMs}`
    const known = kept.get(key)
    if (known) return known
    const { rule, expr } = parsed[at] ?? {}
    if (!rule || !expr) return noneFound
    const value = new Evaluation({ source: recorded, startMs: timeMs, endMs: timeMs }).evaluate(expr, timeMs)
    const samples = value.type === 'vector' ? value.samples : []
    const found: Found = new Map(
      samples.map((sample) => {
        const metric = buildMetric({ ...presentMetric(sample), ...rule.labels, __name__: rule.name })
        return [metricKey(metric), { metric, value: sample.value }]
      }),
    )
    kept.set(key, found)
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break
      kept.delete(oldest)
    }
    return found
  }
  const latest = (untilMs: number) => Math.floor(Math.min(untilMs, nowMs()) / intervalMs) * intervalMs

  const buildSeries = (at: number, metric: Metric): StoredSeries => {
    const key = metricKey(metric)
    const take = (timeMs: number, into: Parameters<StoredSeries['read']>[2]) => {
      const one = evaluate(at, timeMs).get(key)
      if (one) into.push(timeMs, one.value)
    }
    return {
      ...metric,
      read: (afterMs, untilMs, into) => {
        into.clear()
        const last = latest(untilMs)
        const first = Math.max(startMs, Math.floor(afterMs / intervalMs) * intervalMs + intervalMs)
        for (let timeMs = first; timeMs <= last; timeMs += intervalMs) take(timeMs, into)
      },
      readLast: (afterMs, untilMs, into) => {
        into.clear()
        const last = latest(untilMs)
        if (last > afterMs && last >= startMs) take(last, into)
      },
    }
  }

  /** Series that each rule of a chosen name writes now. */
  function* select(matchers: readonly Matcher[]): Iterable<StoredSeries> {
    const names = matchers.filter(({ label }) => label === '__name__')
    const others = matchers.filter(({ label }) => label !== '__name__')
    if (names.length === 0 && others.length === 0) return
    for (const [at, { rule }] of parsed.entries()) {
      if (!names.every(({ matches }) => matches(rule.name))) continue
      // A label that the rule itself writes decides before anything is worked out.
      const fixed = others.filter(({ label }) => label in rule.labels)
      if (!fixed.every(({ label, matches }) => matches(rule.labels[label] ?? ''))) continue
      for (const { metric } of evaluate(at, latest(nowMs())).values()) {
        if (others.every(({ label, matches }) => matches(metric.labels.get(label))))
          yield buildSeries(at, metric)
      }
    }
  }

  const recorded: Source = {
    ...source,
    *select(matchers: readonly Matcher[]) {
      yield* source.select(matchers)
      yield* select(matchers)
    },
    *listFamilies(matchers: readonly Matcher[]) {
      yield* source.listFamilies(matchers)
      for (const { name, labels } of select(matchers)) yield { name, labels, les: [] }
    },
  }
  return recorded
}
