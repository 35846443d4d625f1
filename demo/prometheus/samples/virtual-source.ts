import type { LabelSet } from '#demo/prometheus/promql/labels.ts'
import type { Matcher } from '#demo/prometheus/promql/matchers.ts'
import { Recorder } from '#demo/prometheus/samples/recorder.ts'
import type { MetricFacts, SampleSource } from '#demo/prometheus/samples/sample-source.ts'
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
  /** What emits now. */
  readonly emitters: readonly Emitter[]
  /** The value of a series of an emitter at any moment, as an exposition would show it: of a family, one per bound. */
  readValue(emitter: Emitter, family: Family, at: number, timeMs: number): number
  /**
   * From a moment on these emit. What has the same labels and metrics goes on from where it stood, at its new pace; what
   * is no longer among them stands still, or is scraped no more where `isGone` says that its target is no more.
   */
  change(atMs: number, emitters: readonly Emitter[], isGone: (labels: LabelSet) => boolean): void
}

/**
 * A database that stores nothing: a series' sample at a scrape time is computed when it is asked for. The amounts of an
 * emitter's last window are kept, since all buckets of its histograms are read one after another.
 */
export function buildVirtualSource(options: VirtualOptions): VirtualSource {
  const byKey = new Map<string, Recorder>()
  const byName = new Map<string, Recorder[]>()
  const add = (emitter: Emitter, bornMs: number): void => {
    const recorder = new Recorder(emitter, options, bornMs)
    byKey.set(nameEmitter(emitter), recorder)
    for (const { name } of emitter.families) {
      const known = byName.get(name)
      if (known) known.push(recorder)
      else byName.set(name, [recorder])
    }
  }
  for (const emitter of options.emitters) add(emitter, Number.NEGATIVE_INFINITY)
  const pick = (names: readonly Matcher[]): Iterable<Recorder> => {
    const exact = names.find(({ op }) => op === '=')
    return exact ? (byName.get(exact.value) ?? []) : byKey.values()
  }
  return {
    get emitters() {
      return [...byKey.values()].filter((recorder) => recorder.emits).map(({ emitter }) => emitter)
    },
    metadata: options.metadata,
    scrapeIntervalSeconds: options.scrapeIntervalSeconds,
    readValue: (emitter, family, at, timeMs) =>
      byKey.get(nameEmitter(emitter))?.readValue(family.name, at, timeMs) ?? 0,
    change: (atMs, emitters, isGone) => {
      const kept = new Set<string>()
      for (const emitter of emitters) {
        const key = nameEmitter(emitter)
        kept.add(key)
        const known = byKey.get(key)
        if (known) known.follow(emitter, atMs)
        else add(emitter, atMs)
      }
      for (const [key, recorder] of byKey) {
        if (!kept.has(key)) recorder.rest(atMs, isGone(recorder.emitter.labels))
      }
    },
    *select(matchers) {
      const { names, les, others } = splitMatchers(matchers)
      for (const recorder of pick(names)) {
        if (!isChosen(recorder.emitter.labels, others)) continue
        for (const family of recorder.emitter.families) {
          if (names.every(({ matches }) => matches(family.name))) yield* recorder.list(family, les)
        }
      }
    },
    *listFamilies(matchers) {
      const { names, les, others } = splitMatchers(matchers)
      for (const { emitter } of pick(names)) {
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

/** Equal for what writes the same series. */
export function nameEmitter({ labels, families }: Emitter): string {
  return `${families[0]?.name} ${labels.key}`
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
