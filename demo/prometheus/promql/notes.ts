import type { Expr } from '#demo/prometheus/promql/ast.ts'
import { formatPosition } from '#demo/prometheus/promql/errors.ts'

type Level = 'warning' | 'info'

interface Note {
  readonly level: Level
  readonly text: string
  readonly from: number
  /** What histogram_quantile had to straighten, over all histograms and steps. */
  readonly repair?: Repair
}

/** How far the counts of a histogram fell from bucket to bucket. */
export interface Repair {
  readonly leastUpper: number
  readonly mostUpper: number
  readonly mostFallen: number
}

interface RepairNote extends Repair {
  readonly count: number
  readonly firstMs: number
  readonly lastMs: number
}

const MOST_OF_A_LEVEL = 10
const REPAIRED =
  'PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)'

/**
 * What an evaluation has to say beside its result: Prometheus 3's `warnings` and `infos`, each text once, at the place
 * that said it first (util/annotations/annotations.go).
 */
export class Notes {
  readonly #notes = new Map<string, Note>()
  #repair: RepairNote | undefined

  add(level: Level, message: string, from: number): void {
    const text = `PromQL ${level}: ${message}`
    if (!this.#notes.has(text)) this.#notes.set(text, { level, text, from })
  }

  addQuantile(q: number, from: number): void {
    if (q >= 0 && q <= 1) return
    this.add('warning', `quantile value should be between 0 and 1, got ${formatShort(q)}`, from)
  }

  /** Release 3 tells by its name what may be no counter (promql/engine.go). */
  addUncounted(name: string, from: number): void {
    if (name === '' || /_(total|sum|count|bucket)$/.test(name)) return
    const message = `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${JSON.stringify(name)}`
    this.add('info', message, from)
  }

  /** Where `histogram_quantile` says what is wrong with its buckets: at its second argument. */
  forHistogram({ args, from }: { readonly args: readonly Expr[]; readonly from: number }, timeMs: number) {
    const place = args[1]?.from ?? from
    return {
      badBound: (le: string) => {
        const message = `bucket label "le" is missing or has a malformed value of ${JSON.stringify(le)}`
        this.add('warning', message, place)
      },
      repaired: (repair: Repair) => this.addRepair(repair, timeMs, place),
    }
  }

  addRepair(repair: Repair, timeMs: number, from: number): void {
    const known = this.#repair
    this.#repair = {
      leastUpper: Math.min(repair.leastUpper, known?.leastUpper ?? Number.POSITIVE_INFINITY),
      mostUpper: Math.max(repair.mostUpper, known?.mostUpper ?? Number.NEGATIVE_INFINITY),
      mostFallen: Math.max(repair.mostFallen, known?.mostFallen ?? 0),
      count: (known?.count ?? 0) + 1,
      firstMs: Math.min(timeMs, known?.firstMs ?? timeMs),
      lastMs: Math.max(timeMs, known?.lastMs ?? timeMs),
    }
    if (!this.#notes.has(REPAIRED)) this.#notes.set(REPAIRED, { level: 'info', text: REPAIRED, from })
  }

  /** The texts of one level, with their place in the query; at most ten, then how many more there are. */
  list(level: Level, query: string): string[] {
    const texts = [...this.#notes.values()]
      .filter((note) => note.level === level)
      .map(({ text, from }) => `${text}${this.#describeRepair(text)} (${formatPosition(query, from)})`)
    if (texts.length <= MOST_OF_A_LEVEL) return texts
    const left = texts.length - MOST_OF_A_LEVEL
    return [...texts.slice(0, MOST_OF_A_LEVEL), `${left} more ${level} annotations omitted`]
  }

  #describeRepair(text: string): string {
    const repair = this.#repair
    if (text !== REPAIRED || !repair) return ''
    const [least, most] = [formatShort(repair.leastUpper), formatShort(repair.mostUpper)]
    const second = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`
    const times = `from ${second(repair.firstMs)} to ${second(repair.lastMs)}`
    return `, from buckets ${least} to ${most}, with a max diff of ${formatShort(repair.mostFallen, 2)}, over ${repair.count} samples ${times}`
  }
}

/** Go's `%g`, or `%.2g` with two digits: an exponent below 1e-4, and from 1e6 or as many digits as asked on. */
function formatShort(value: number, digits?: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return '0'
  const rounded = digits === undefined ? value : Number(value.toPrecision(digits))
  const exponent = Number(rounded.toExponential().split('e')[1])
  if (exponent >= -4 && exponent < (digits ?? 6)) return String(rounded)
  return rounded.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
}
