import type { Metric } from '#demo/prometheus/promql/labels.ts'
import type { Matcher } from '#demo/prometheus/promql/matchers.ts'
import type { Points, StoredSeries } from '#demo/prometheus/samples/sample-source.ts'
import type { Emitter, Family } from '#demo/prometheus/samples/virtual-source.ts'

export interface ScrapeTimes {
  readonly startMs: number
  readonly scrapeIntervalSeconds: number
  readonly nowMs: () => number
}

/** A time in which an emitter keeps one pace. */
interface Phase {
  readonly fromMs: number
  /** By family; none where the emitter rests. */
  readonly factors: ReadonlyMap<string, readonly number[]>
}

const resting: Phase['factors'] = new Map()

/**
 * An emitter's scrapes: number k happens at `firstMs + k × intervalMs`. What it counts is added up over its phases, each
 * of which follows the emitter's curve times the phase's factors.
 */
export class Recorder {
  emitter: Emitter
  readonly #startMs: number
  readonly #bornMs: number
  #goneMs = Number.POSITIVE_INFINITY
  readonly #firstMs: number
  readonly #intervalMs: number
  readonly #nowMs: () => number
  #phases: Phase[]
  /** By phase, of the last window that was read. */
  #amounts: Float64Array[] = []
  #from = 0
  #until = -1

  constructor(emitter: Emitter, { startMs, scrapeIntervalSeconds, nowMs }: ScrapeTimes, bornMs: number) {
    this.emitter = emitter
    this.#startMs = startMs
    this.#bornMs = bornMs
    this.#intervalMs = scrapeIntervalSeconds * 1000
    this.#firstMs = startMs + (emitter.offsetMs % this.#intervalMs)
    this.#nowMs = nowMs
    this.#phases = [{ fromMs: bornMs, factors: readFactors(emitter) }]
  }

  /** Whether its target is there to be scraped. */
  get emits(): boolean {
    return this.#goneMs === Number.POSITIVE_INFINITY
  }

  /** Goes on as another emitter of the same series does. */
  follow(emitter: Emitter, atMs: number): void {
    const last = this.#phases.at(-1)?.factors ?? resting
    if (this.emits && last !== resting && (emitter === this.emitter || isSamePace(emitter, last))) return
    this.emitter = emitter
    this.#goneMs = Number.POSITIVE_INFINITY
    this.#enter({ fromMs: atMs, factors: readFactors(emitter) })
  }

  rest(atMs: number, isGone: boolean): void {
    if (!this.emits) return
    if (isGone) this.#goneMs = atMs
    if (this.#phases.at(-1)?.factors !== resting) this.#enter({ fromMs: atMs, factors: resting })
  }

  #enter(phase: Phase): void {
    this.#phases.push(phase)
    this.#until = -1
    this.#from = 0
  }

  *list(family: Family, les: readonly Matcher[]): Iterable<StoredSeries> {
    const { labels } = this.emitter
    if (family.les.length === 0) {
      if (les.every(({ matches }) => matches(''))) {
        yield new RecordedSeries(this, { labels, name: family.name, le: '' }, 0)
      }
      return
    }
    for (let at = 0; at < family.les.length; at += 1) {
      const le = family.les[at] ?? ''
      if (les.length > 0 && !les.every(({ matches }) => matches(le))) continue
      yield new RecordedSeries(this, { labels, name: family.name, le }, at)
    }
  }

  /** One series at any moment. */
  readValue(name: string, at: number, timeMs: number): number {
    return this.#phases.reduce(
      (sum, { factors }, index) => sum + this.#readAmount(index, timeMs) * (factors.get(name)?.[at] ?? 0),
      0,
    )
  }

  read(afterMs: number, untilMs: number, name: string, at: number, into: Points): void {
    into.clear()
    const from = Math.max(this.#firstScrape(), this.#scrapeAfter(afterMs))
    this.#fill(from, this.#lastScrape(untilMs), name, at, into)
  }

  readLast(afterMs: number, untilMs: number, name: string, at: number, into: Points): void {
    into.clear()
    const last = this.#lastScrape(untilMs)
    if (last < this.#firstScrape() || this.#firstMs + last * this.#intervalMs <= afterMs) return
    this.#fill(last, last, name, at, into)
  }

  #fill(from: number, until: number, name: string, at: number, into: Points): void {
    this.#compute(from, until)
    for (let k = from; k <= until; k += 1) {
      let value = 0
      for (let phase = 0; phase < this.#phases.length; phase += 1) {
        const factor = this.#phases[phase]?.factors.get(name)?.[at]
        if (factor) value += (this.#amounts[phase]?.[k - from] ?? 0) * factor
      }
      into.push(this.#firstMs + k * this.#intervalMs, value)
    }
  }

  #scrapeAfter(afterMs: number): number {
    return Math.floor((afterMs - this.#firstMs) / this.#intervalMs) + 1
  }

  #firstScrape(): number {
    return this.#bornMs === Number.NEGATIVE_INFINITY
      ? 0
      : Math.max(0, Math.ceil((this.#bornMs - this.#firstMs) / this.#intervalMs))
  }

  #lastScrape(untilMs: number): number {
    const lastMs = Math.min(untilMs, this.#nowMs(), this.#goneMs)
    return Math.floor((lastMs - this.#firstMs) / this.#intervalMs)
  }

  #compute(from: number, until: number): void {
    if (from === this.#from && until === this.#until) return
    this.#from = from
    this.#until = until
    const count = Math.max(0, until - from + 1)
    this.#phases.forEach((_, phase) => {
      let amounts = this.#amounts[phase]
      if (!amounts || amounts.length < count) {
        amounts = new Float64Array(count)
        this.#amounts[phase] = amounts
      }
      for (let k = 0; k < count; k += 1)
        amounts[k] = this.#readAmount(phase, this.#firstMs + (from + k) * this.#intervalMs)
    })
  }

  /** What the curve grew by in a phase until a moment; of the first phase, what it had reached. */
  #readAmount(phase: number, timeMs: number): number {
    const { curve } = this.emitter
    const fromMs = this.#phases[phase]?.fromMs ?? 0
    const untilMs = this.#phases[phase + 1]?.fromMs ?? Number.POSITIVE_INFINITY
    if (timeMs < fromMs) return 0
    const seconds = (Math.min(timeMs, untilMs) - this.#startMs) / 1000
    if (fromMs === Number.NEGATIVE_INFINITY) return curve(seconds)
    return curve(seconds) - curve((fromMs - this.#startMs) / 1000)
  }
}

function readFactors({ families }: Emitter): Phase['factors'] {
  return new Map(families.map(({ name, factors }) => [name, factors]))
}

function isSamePace({ families }: Emitter, factors: Phase['factors']): boolean {
  return families.every(({ name, factors: now }) => {
    const before = factors.get(name)
    return before !== undefined && now.every((factor, at) => factor === before[at])
  })
}

class RecordedSeries implements StoredSeries {
  readonly labels: Metric['labels']
  readonly name: string
  readonly le: string
  readonly #recorder: Recorder
  readonly #at: number

  constructor(recorder: Recorder, { labels, name, le }: Metric, at: number) {
    this.labels = labels
    this.name = name
    this.le = le
    this.#recorder = recorder
    this.#at = at
  }

  read(afterMs: number, untilMs: number, into: Points): void {
    this.#recorder.read(afterMs, untilMs, this.name, this.#at, into)
  }

  readLast(afterMs: number, untilMs: number, into: Points): void {
    this.#recorder.readLast(afterMs, untilMs, this.name, this.#at, into)
  }
}
