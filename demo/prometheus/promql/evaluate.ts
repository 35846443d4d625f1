import { aggregate } from '#demo/prometheus/promql/aggregate.ts'
import type { Aggregate, Binary, Expr } from '#demo/prometheus/promql/ast.ts'
import { COMPARISONS, SET_OPERATORS } from '#demo/prometheus/promql/ast.ts'
import {
  combineSets,
  combineVectors,
  combineWithScalar,
  compareNumbers,
  computeArithmetic,
} from '#demo/prometheus/promql/binary.ts'
import { readType } from '#demo/prometheus/promql/check-types.ts'
import { distinct, hasOneName } from '#demo/prometheus/promql/distinct.ts'
import { unsupported } from '#demo/prometheus/promql/errors.ts'
import { buildQuantiles } from '#demo/prometheus/promql/histogram.ts'
import { buildAbsentMetric, joinLabels, replaceLabels } from '#demo/prometheus/promql/label-functions.ts'
import { type Metric, metricKey, NO_LABELS } from '#demo/prometheus/promql/labels.ts'
import { Notes } from '#demo/prometheus/promql/notes.ts'
import { RANGE_FUNCTIONS } from '#demo/prometheus/promql/range-functions.ts'
import { type EvaluationOptions, Selection, type VisitWindow } from '#demo/prometheus/promql/selection.ts'
import {
  checkDistinct,
  hasMixedNames,
  type Sample,
  type Sink,
  type Value,
  withoutName,
} from '#demo/prometheus/promql/values.ts'
import { DATE_FUNCTIONS, NUMBER_FUNCTIONS, sortSamples } from '#demo/prometheus/promql/vector-functions.ts'
import type { StoredSeries } from '#demo/prometheus/samples/sample-source.ts'
import { buildStoredSeries } from '#demo/prometheus/samples/static-source.ts'

const DEFAULT_SUBQUERY_STEP_MS = 60_000
const INEFFECTIVE_SORT = 'sort is ineffective for range queries since results are always ordered by labels'
const WANTS_COUNTERS: ReadonlySet<string> = new Set(['rate', 'increase'])

/** One query at one or many moments. Throws PromqlError. */
export class Evaluation {
  readonly #selection: Selection
  /** What there is to say beside the result. */
  readonly notes = new Notes()

  constructor(options: EvaluationOptions) {
    this.#selection = new Selection(options)
  }

  /** Samples looked at, for `stats`. */
  get samplesRead(): number {
    return this.#selection.samplesRead
  }

  /** Throws timeout when time is up. */
  checkDeadline(): void {
    this.#selection.checkDeadline()
  }

  evaluate(expr: Expr, timeMs: number): Value {
    switch (readType(expr)) {
      case 'scalar':
        return { type: 'scalar', value: this.#readScalar(expr, timeMs) }
      case 'string':
        return { type: 'string', value: this.#readString(expr) }
      case 'vector':
        return { type: 'vector', samples: this.#list(expr, timeMs) }
      case 'matrix':
        return { type: 'matrix', series: this.#listMatrix(expr, timeMs) }
    }
  }

  #listMatrix(expr: Expr, timeMs: number): (Value & { type: 'matrix' })['series'] {
    const series: { metric: Metric; points: [number, number][] }[] = []
    this.#eachWindow(expr, timeMs, (metric, points) => {
      const pairs = Array.from({ length: points.length }, (_, at): [number, number] => [
        points.timeAt(at),
        points.valueAt(at),
      ])
      if (pairs.length > 0) series.push({ metric, points: pairs })
    })
    return series
  }

  #readString(expr: Expr): string {
    if (expr.kind === 'paren') return this.#readString(expr.expr)
    return expr.kind === 'string' ? expr.value : ''
  }

  #readScalar(expr: Expr, timeMs: number): number {
    switch (expr.kind) {
      case 'number':
        return expr.value
      case 'paren':
        return this.#readScalar(expr.expr, timeMs)
      case 'unary':
        return -this.#readScalar(expr.expr, timeMs)
      case 'binary': {
        const left = this.#readScalar(expr.left, timeMs)
        const right = this.#readScalar(expr.right, timeMs)
        if (!COMPARISONS.has(expr.op)) return computeArithmetic(expr.op, left, right)
        return compareNumbers(expr.op, left, right) ? 1 : 0
      }
      case 'call': {
        if (expr.name === 'time') return timeMs / 1000
        if (expr.name === 'pi') return Math.PI
        const [argument] = expr.args
        const samples = argument ? this.#list(argument, timeMs) : []
        return samples.length === 1 ? (samples[0]?.value ?? Number.NaN) : Number.NaN
      }
      default:
        throw unsupported(expr.kind)
    }
  }

  #list(expr: Expr, timeMs: number): readonly Sample[] {
    switch (expr.kind) {
      case 'paren':
        return this.#list(expr.expr, timeMs)
      case 'aggregate':
        return this.#aggregate(expr, timeMs)
      case 'binary':
        return this.#combine(expr, timeMs)
      case 'unary':
        return this.#map(this.#list(expr.expr, timeMs), (value) => -value)
      case 'call':
        if (!(expr.name in RANGE_FUNCTIONS)) return this.#call(expr, timeMs)
    }
    const samples: Sample[] = []
    this.#emit(expr, timeMs, ({ labels, name, le }, value) => samples.push({ labels, name, le, value }))
    return samples
  }

  /** Sends the elements on without gathering them: an aggregation over a million buckets holds none. */
  #emit(expr: Expr, timeMs: number, sink: Sink): void {
    if (expr.kind === 'paren') {
      this.#emit(expr.expr, timeMs, sink)
    } else if (expr.kind === 'selector') {
      this.#selection.eachLatest(expr, timeMs, (series, _, value) => sink(series, value))
    } else if (expr.kind === 'call' && expr.name in RANGE_FUNCTIONS) {
      this.#emitRangeCall(expr, timeMs, sink)
    } else {
      for (const sample of this.#list(expr, timeMs)) sink(sample, sample.value)
    }
  }

  #emitRangeCall(expr: Expr & { kind: 'call' }, timeMs: number, sink: Sink): void {
    const compute = RANGE_FUNCTIONS[expr.name]
    const range = expr.args.find((arg) => readType(arg) === 'matrix')
    if (!(compute && range)) throw unsupported(expr.name)
    const scalar = expr.args.find((arg) => readType(arg) === 'scalar')
    const parameter = scalar ? this.#readScalar(scalar, timeMs) : Number.NaN
    const keepsName = expr.name === 'last_over_time' || expr.name === 'first_over_time'
    const seen = keepsName || hasOneName(range) ? undefined : new Set<string>()
    const isQuantile = expr.name === 'quantile_over_time'
    this.#eachWindow(range, timeMs, (series, points, startMs, endMs) => {
      if (isQuantile) this.notes.addQuantile(parameter, scalar?.from ?? expr.from)
      if (WANTS_COUNTERS.has(expr.name)) this.notes.addUncounted(series.name, range.from)
      const value = compute({ points, startMs, endMs, evaluatedMs: timeMs }, parameter)
      if (value === undefined) return
      const metric = keepsName ? series : withoutName(series)
      if (seen) {
        const key = metricKey(metric)
        if (seen.has(key)) checkDistinct([metric, metric])
        seen.add(key)
      }
      sink(metric, value)
    })
  }

  #aggregate(expr: Aggregate, timeMs: number): readonly Sample[] {
    const { param } = expr
    const parameter = !param
      ? Number.NaN
      : readType(param) === 'string'
        ? this.#readString(param)
        : this.#readScalar(param, timeMs)
    if (expr.op === 'quantile' && param) this.notes.addQuantile(Number(parameter), param.from)
    return aggregate(expr, parameter, (sink) => this.#emit(expr.expr, timeMs, sink))
  }

  #combine(expr: Binary, timeMs: number): readonly Sample[] {
    const samples = this.#combineSides(expr, timeMs)
    if (!SET_OPERATORS.has(expr.op) || expr.op === 'or') checkDistinct(samples)
    return samples
  }

  #combineSides(expr: Binary, timeMs: number): readonly Sample[] {
    if (readType(expr.left) === 'scalar') {
      const scalar = this.#readScalar(expr.left, timeMs)
      return combineWithScalar(expr, this.#list(expr.right, timeMs), scalar, true)
    }
    const left = this.#list(expr.left, timeMs)
    if (readType(expr.right) === 'scalar') {
      return combineWithScalar(expr, left, this.#readScalar(expr.right, timeMs), false)
    }
    const right = this.#list(expr.right, timeMs)
    return SET_OPERATORS.has(expr.op) ? combineSets(expr, left, right) : combineVectors(expr, left, right)
  }

  #call(expr: Expr & { kind: 'call' }, timeMs: number): readonly Sample[] {
    const { name, args } = expr
    const vector = args.find((arg) => readType(arg) === 'vector')
    const numbers = args
      .filter((arg) => readType(arg) === 'scalar')
      .map((arg) => this.#readScalar(arg, timeMs))
    const strings = args.filter((arg) => readType(arg) === 'string').map((arg) => this.#readString(arg))
    switch (name) {
      case 'vector':
        return [{ labels: NO_LABELS, name: '', le: '', value: numbers[0] ?? Number.NaN }]
      case 'absent_over_time':
        return this.#listAbsent(args[0], timeMs)
      case 'timestamp':
        return this.#listTimestamps(vector, timeMs)
    }
    if (!vector && DATE_FUNCTIONS.has(name)) {
      const value = NUMBER_FUNCTIONS[name]?.(timeMs / 1000) ?? Number.NaN
      return [{ labels: NO_LABELS, name: '', le: '', value }]
    }
    if (!vector) throw unsupported(`the function ${name}()`)
    if (name === 'absent') return this.#listAbsent(vector, timeMs)
    const samples = this.#list(vector, timeMs)
    switch (name) {
      case 'sort':
      case 'sort_desc':
        if (this.#selection.isRange) this.notes.add('warning', INEFFECTIVE_SORT, expr.from)
        return sortSamples(samples, name === 'sort_desc')
      case 'label_replace':
        return distinct(replaceLabels(samples, strings))
      case 'label_join':
        return distinct(joinLabels(samples, strings))
      case 'histogram_quantile':
        this.notes.addQuantile(numbers[0] ?? Number.NaN, args[0]?.from ?? expr.from)
        return buildQuantiles(numbers[0] ?? Number.NaN, samples, this.notes.forHistogram(expr, timeMs))
      case 'histogram_sum':
      case 'histogram_count':
        return [] // Of floats, which the demo's samples are, they tell nothing (promql/functions.go).
      case 'clamp':
        if ((numbers[0] ?? 0) > (numbers[1] ?? 0)) return []
    }
    const compute = NUMBER_FUNCTIONS[name]
    if (!compute) throw unsupported(`the function ${name}()`)
    return this.#map(samples, (value) => compute(value, ...numbers))
  }

  #map(samples: readonly Sample[], compute: (value: number) => number): readonly Sample[] {
    const mapped = samples.map(({ labels, le, value }) => ({ labels, name: '', le, value: compute(value) }))
    return hasMixedNames(samples) ? distinct(mapped) : mapped
  }

  #listAbsent(expr: Expr | undefined, timeMs: number): readonly Sample[] {
    if (!expr) return []
    const isPresent =
      readType(expr) === 'matrix'
        ? this.#listMatrix(expr, timeMs).length > 0
        : this.#list(expr, timeMs).length > 0
    const { labels, name, le } = buildAbsentMetric(expr)
    return isPresent ? [] : [{ labels, name, le, value: 1 }]
  }

  /** A selector's samples say when they were scraped; whatever is computed is of the asked time. */
  #listTimestamps(expr: Expr | undefined, timeMs: number): readonly Sample[] {
    const inner = expr?.kind === 'paren' ? expr.expr : expr
    if (inner?.kind !== 'selector')
      return inner ? this.#map(this.#list(inner, timeMs), () => timeMs / 1000) : []
    const samples: Sample[] = []
    this.#selection.eachLatest(inner, timeMs, ({ labels, name, le }, scrapedMs) => {
      samples.push({ labels, name, le, value: scrapedMs / 1000 })
    })
    return this.#map(samples, (value) => value)
  }

  #eachWindow(expr: Expr, timeMs: number, visit: VisitWindow): void {
    if (expr.kind === 'paren') {
      this.#eachWindow(expr.expr, timeMs, visit)
    } else if (expr.kind === 'selector') {
      this.#selection.eachRange(expr, timeMs, visit)
    } else if (expr.kind === 'subquery') {
      const endMs = this.#selection.resolve(expr.shift, timeMs)
      const startMs = endMs - expr.rangeMs
      this.#selection.eachWindow(this.#evaluateSteps(expr, startMs, endMs), startMs, endMs, visit)
    } else {
      throw unsupported(`a range of ${expr.kind}`)
    }
  }

  /** A subquery's steps stand on multiples of the step, the start itself left out (left-open, as in Prometheus 3). */
  #evaluateSteps(expr: Expr & { kind: 'subquery' }, startMs: number, endMs: number): readonly StoredSeries[] {
    const stepMs = expr.stepMs ?? DEFAULT_SUBQUERY_STEP_MS
    const found = new Map<string, { metric: Metric; times: number[]; values: number[] }>()
    for (let at = (Math.floor(startMs / stepMs) + 1) * stepMs; at <= endMs; at += stepMs) {
      for (const sample of this.#list(expr.expr, at)) {
        const key = metricKey(sample)
        const series = found.get(key) ?? { metric: sample, times: [], values: [] }
        found.set(key, series)
        series.times.push(at)
        series.values.push(sample.value)
      }
    }
    return [...found.values()].map(({ metric: { labels, name, le }, times, values }) =>
      buildStoredSeries({ labels, name, le }, Float64Array.from(times), Float64Array.from(values)),
    )
  }
}
