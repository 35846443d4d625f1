import type { LabelSet, Metric } from '#demo/prometheus/promql/labels.ts'
import type { Matcher } from '#demo/prometheus/promql/matchers.ts'
import type {
  MetricFacts,
  Points,
  SampleSource,
  StoredSeries,
} from '#demo/prometheus/samples/sample-source.ts'
import type { Curve } from '#demo/world/curves.ts'

/** One metric of an emitter: a single series, or one per bucket bound. */
export interface Family {
  readonly name: string
  readonly les: readonly string[]
  /** Each series' value is the emitter's curve times its factor: one factor, or one per bound. */
  readonly factors: readonly number[]
}

/** Series that share labels, a curve and the moments at which they are scraped. */
export interface Emitter {
  readonly labels: LabelSet
  readonly curve: Curve
  readonly families: readonly Family[]
  /** When in the scrape interval its target is scraped, as Prometheus spreads targets by a hash. */
  readonly offsetMs: number
}

interface VirtualOptions {
  readonly emitters: readonly Emitter[]
  readonly metadata: ReadonlyMap<string, MetricFacts>
  /** When the first scrape may be. */
  readonly startMs: number
  readonly scrapeIntervalSeconds: number
  /** Nothing is scraped after now. */
  readonly nowMs: () => number
}

export interface VirtualSource extends SampleSource {
  readonly emitters: readonly Emitter[]
  /** The factor-free value of an emitter at any moment, as an exposition would show it. */
  readAmount(emitter: Emitter, timeMs: number): number
}

/**
 * A database that stores nothing: a series' sample at a scrape time is computed when it is asked for. The amounts of an
 * emitter's last window are kept, since all buckets of its histograms are read one after another.
 */
export function buildVirtualSource(options: VirtualOptions): VirtualSource {
  const recorders = options.emitters.map((emitter) => new Recorder(emitter, options))
  const byName = indexByName(recorders)
  return {
    emitters: options.emitters,
    metadata: options.metadata,
    scrapeIntervalSeconds: options.scrapeIntervalSeconds,
    readAmount: ({ curve }, timeMs) => curve((timeMs - options.startMs) / 1000),
    *select(matchers) {
      const { names, les, others } = splitMatchers(matchers)
      for (const recorder of pickRecorders(recorders, byName, names)) {
        if (!isChosen(recorder.emitter.labels, others)) continue
        for (const family of recorder.emitter.families) {
          if (names.every(({ matches }) => matches(family.name))) yield* recorder.list(family, les)
        }
      }
    },
    *listFamilies(matchers) {
      const { names, les, others } = splitMatchers(matchers)
      for (const { emitter } of pickRecorders(recorders, byName, names)) {
        if (!isChosen(emitter.labels, others)) continue
        for (const family of emitter.families) {
          if (!names.every(({ matches }) => matches(family.name))) continue
          const chosen = family.les.filter((le) => les.every(({ matches }) => matches(le)))
          if (chosen.length > 0 || (family.les.length === 0 && les.every(({ matches }) => matches('')))) {
            yield { name: family.name, labels: emitter.labels, les: chosen }
          }
        }
      }
    },
  }
}

function indexByName(recorders: readonly Recorder[]): ReadonlyMap<string, readonly Recorder[]> {
  const byName = new Map<string, Recorder[]>()
  for (const recorder of recorders) {
    for (const { name } of recorder.emitter.families) {
      const known = byName.get(name)
      if (known) known.push(recorder)
      else byName.set(name, [recorder])
    }
  }
  return byName
}

function pickRecorders(
  all: readonly Recorder[],
  byName: ReadonlyMap<string, readonly Recorder[]>,
  names: readonly Matcher[],
): readonly Recorder[] {
  const exact = names.find(({ op }) => op === '=')
  return exact ? (byName.get(exact.value) ?? []) : all
}

function splitMatchers(matchers: readonly Matcher[]): {
  names: readonly Matcher[]
  les: readonly Matcher[]
  others: readonly Matcher[]
} {
  return {
    names: matchers.filter(({ label }) => label === '__name__'),
    les: matchers.filter(({ label }) => label === 'le'),
    others: matchers.filter(({ label }) => label !== '__name__' && label !== 'le'),
  }
}

function isChosen(labels: LabelSet, matchers: readonly Matcher[]): boolean {
  return matchers.every(({ label, matches }) => matches(labels.get(label)))
}

/** An emitter's scrapes: number k happens at `firstMs + k × intervalMs`. */
class Recorder {
  readonly emitter: Emitter
  readonly #startMs: number
  readonly #firstMs: number
  readonly #intervalMs: number
  readonly #nowMs: () => number
  #amounts = new Float64Array(0)
  #from = 0
  #until = -1

  constructor(emitter: Emitter, { startMs, scrapeIntervalSeconds, nowMs }: VirtualOptions) {
    this.emitter = emitter
    this.#startMs = startMs
    this.#intervalMs = scrapeIntervalSeconds * 1000
    this.#firstMs = startMs + (emitter.offsetMs % this.#intervalMs)
    this.#nowMs = nowMs
  }

  *list(family: Family, les: readonly Matcher[]): Iterable<StoredSeries> {
    const { labels } = this.emitter
    if (family.les.length === 0) {
      if (les.every(({ matches }) => matches(''))) {
        yield new VirtualSeries(this, { labels, name: family.name, le: '' }, family.factors[0] ?? 0)
      }
      return
    }
    for (let at = 0; at < family.les.length; at += 1) {
      const le = family.les[at] ?? ''
      if (les.length > 0 && !les.every(({ matches }) => matches(le))) continue
      yield new VirtualSeries(this, { labels, name: family.name, le }, family.factors[at] ?? 0)
    }
  }

  read(afterMs: number, untilMs: number, factor: number, into: Points): void {
    into.clear()
    const from = Math.max(0, Math.floor((afterMs - this.#firstMs) / this.#intervalMs) + 1)
    const until = this.#lastScrape(untilMs)
    this.#compute(from, until)
    for (let k = from; k <= until; k += 1) {
      into.push(this.#firstMs + k * this.#intervalMs, (this.#amounts[k - from] ?? 0) * factor)
    }
  }

  readLast(afterMs: number, untilMs: number, factor: number, into: Points): void {
    into.clear()
    const last = this.#lastScrape(untilMs)
    const timeMs = this.#firstMs + last * this.#intervalMs
    if (last < 0 || timeMs <= afterMs) return
    this.#compute(last, last)
    into.push(timeMs, (this.#amounts[0] ?? 0) * factor)
  }

  #lastScrape(untilMs: number): number {
    return Math.floor((Math.min(untilMs, this.#nowMs()) - this.#firstMs) / this.#intervalMs)
  }

  #compute(from: number, until: number): void {
    if (from === this.#from && until === this.#until) return
    this.#from = from
    this.#until = until
    const count = Math.max(0, until - from + 1)
    if (this.#amounts.length < count) this.#amounts = new Float64Array(count)
    for (let k = 0; k < count; k += 1) {
      const timeMs = this.#firstMs + (from + k) * this.#intervalMs
      this.#amounts[k] = this.emitter.curve((timeMs - this.#startMs) / 1000)
    }
  }
}

class VirtualSeries implements StoredSeries {
  readonly labels: LabelSet
  readonly name: string
  readonly le: string
  readonly #recorder: Recorder
  readonly #factor: number

  constructor(recorder: Recorder, { labels, name, le }: Metric, factor: number) {
    this.labels = labels
    this.name = name
    this.le = le
    this.#recorder = recorder
    this.#factor = factor
  }

  read(afterMs: number, untilMs: number, into: Points): void {
    this.#recorder.read(afterMs, untilMs, this.#factor, into)
  }

  readLast(afterMs: number, untilMs: number, into: Points): void {
    this.#recorder.readLast(afterMs, untilMs, this.#factor, into)
  }
}
