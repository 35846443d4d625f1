import type { Selector, Shift } from '#demo/prometheus/promql/ast.ts'
import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import type { Metric } from '#demo/prometheus/promql/labels.ts'
import { Points, type SampleSource, type StoredSeries } from '#demo/prometheus/samples/sample-source.ts'

export interface EvaluationOptions {
  readonly source: SampleSource
  /** What `start()` and `end()` mean; both are the asked time for an instant query. */
  readonly startMs: number
  readonly endMs: number
  /** How far back an instant selector looks for a sample. Default five minutes. */
  readonly lookbackMs?: number
  /** Says whether time is up; asked every few thousand series. */
  readonly isExpired?: () => boolean
}

export type VisitWindow = (series: Metric, points: Points, startMs: number, endMs: number) => void

const DEFAULT_LOOKBACK_MS = 300_000
const SERIES_BETWEEN_CHECKS = 4096

/** The samples that one query reads; which series a selector chose is kept while the query goes from step to step. */
export class Selection {
  readonly #options: EvaluationOptions
  readonly #points = new Points()
  readonly #chosen = new Map<Selector, readonly StoredSeries[]>()
  #untilCheck = SERIES_BETWEEN_CHECKS
  /** Samples looked at, for `stats`. */
  samplesRead = 0

  constructor(options: EvaluationOptions) {
    this.#options = options
  }

  /** Whether the query goes from step to step. */
  get isRange(): boolean {
    return this.#options.startMs !== this.#options.endMs
  }

  /** Visits the latest sample of each series inside the lookback. */
  eachLatest(
    selector: Selector,
    timeMs: number,
    visit: (series: StoredSeries, scrapedMs: number, value: number) => void,
  ): void {
    const untilMs = this.resolve(selector.shift, timeMs)
    const afterMs = untilMs - (this.#options.lookbackMs ?? DEFAULT_LOOKBACK_MS)
    for (const series of this.#choose(selector)) {
      this.#tick()
      series.readLast(afterMs, untilMs, this.#points)
      if (this.#points.length === 0) continue
      this.samplesRead += 1
      visit(series, this.#points.timeAt(0), this.#points.valueAt(0))
    }
  }

  /** Visits the samples of each series inside the selector's range; `points` is reused from series to series. */
  eachRange(selector: Selector, timeMs: number, visit: VisitWindow): void {
    const endMs = this.resolve(selector.shift, timeMs)
    this.eachWindow(this.#choose(selector), endMs - (selector.rangeMs ?? 0), endMs, visit)
  }

  eachWindow(all: Iterable<StoredSeries>, startMs: number, endMs: number, visit: VisitWindow): void {
    for (const series of all) {
      this.#tick()
      series.read(startMs, endMs, this.#points)
      if (this.#points.length === 0) continue
      this.samplesRead += this.#points.length
      visit(series, this.#points, startMs, endMs)
    }
  }

  /** The moment that `@` and `offset` make of the evaluation's. */
  resolve({ at, offsetMs }: Shift, timeMs: number): number {
    const { startMs, endMs } = this.#options
    const anchor = at === 'start' ? startMs : at === 'end' ? endMs : (at ?? timeMs)
    return anchor - offsetMs
  }

  /** Throws timeout when time is up. */
  checkDeadline(): void {
    if (this.#options.isExpired?.()) {
      throw new PromqlError('timeout', 'query timed out in expression evaluation')
    }
  }

  #choose(selector: Selector): Iterable<StoredSeries> {
    const { source, startMs, endMs } = this.#options
    if (startMs === endMs) return source.select(selector.matchers)
    const known = this.#chosen.get(selector)
    if (known) return known
    const series = [...source.select(selector.matchers)]
    this.#chosen.set(selector, series)
    return series
  }

  #tick(): void {
    this.#untilCheck -= 1
    if (this.#untilCheck > 0) return
    this.#untilCheck = SERIES_BETWEEN_CHECKS
    this.checkDeadline()
  }
}
