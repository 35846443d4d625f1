import type { LabelSet, Metric } from '#demo/prometheus/promql/labels.ts'
import type { Matcher } from '#demo/prometheus/promql/matchers.ts'

/** A growing buffer of samples that readers fill and reuse: times in milliseconds, ascending. */
export class Points {
  times = new Float64Array(64)
  values = new Float64Array(64)
  length = 0

  clear(): void {
    this.length = 0
  }

  push(timeMs: number, value: number): void {
    if (this.length === this.times.length) this.#grow()
    this.times[this.length] = timeMs
    this.values[this.length] = value
    this.length += 1
  }

  timeAt(at: number): number {
    return this.times[at] ?? Number.NaN
  }

  valueAt(at: number): number {
    return this.values[at] ?? Number.NaN
  }

  #grow(): void {
    const times = new Float64Array(this.times.length * 2)
    const values = new Float64Array(this.values.length * 2)
    times.set(this.times)
    values.set(this.values)
    this.times = times
    this.values = values
  }
}

export interface StoredSeries extends Metric {
  /** Clears `into`, then fills it with the samples of (afterMs, untilMs]: left-open, as Prometheus 3 selects. */
  read(afterMs: number, untilMs: number, into: Points): void
  /** Clears `into`, then puts the latest sample of (afterMs, untilMs] there, if any. */
  readLast(afterMs: number, untilMs: number, into: Points): void
}

export interface MetricFacts {
  readonly type: 'counter' | 'gauge' | 'histogram' | 'unknown'
  readonly help: string
}

/** Where the evaluator finds series: computed from a world, or samples that were recorded. */
export interface SampleSource {
  /** All series that every matcher chooses, in a stable order. */
  select(matchers: readonly Matcher[]): Iterable<StoredSeries>
  /**
   * The label sets behind the chosen series, for listing labels without naming every bucket: each set once for each
   * metric name it has; `le` values are listed apart.
   */
  listFamilies(
    matchers: readonly Matcher[],
  ): Iterable<{ name: string; labels: LabelSet; les: readonly string[] }>
  /** By metric name (histograms under their base name). */
  readonly metadata: ReadonlyMap<string, MetricFacts>
  /** Seconds between scrapes of one target. */
  readonly scrapeIntervalSeconds: number
}
