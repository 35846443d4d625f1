import { computeQuantile, Deviation, KahanSum } from '#demo/prometheus/promql/kahan.ts'
import type { Points } from '#demo/prometheus/samples/sample-source.ts'

/** The samples that a range selector chose for one series at one moment. */
interface Window {
  readonly points: Points
  readonly startMs: number
  readonly endMs: number
  /** When the expression is evaluated, unmoved by `offset` and `@`. */
  readonly evaluatedMs: number
}

/** undefined: the series has no value at this moment. */
type RangeFunction = (window: Window, parameter: number) => number | undefined

/**
 * The slope over the window, extended to its ends, by the rules of `extrapolatedRate` in promql/functions.go of
 * Prometheus 3: a gap of 1.1 average steps or more is extended by half a step only, and a counter never below zero.
 */
function extrapolate(window: Window, isCounter: boolean, isRate: boolean): number | undefined {
  const { points, startMs, endMs } = window
  const last = points.length - 1
  if (last < 1) return undefined
  const firstValue = points.valueAt(0)
  let change = points.valueAt(last) - firstValue
  if (isCounter) {
    let previous = firstValue
    for (let at = 1; at <= last; at += 1) {
      const value = points.valueAt(at)
      if (value < previous) change += previous
      previous = value
    }
  }
  let toStart = (points.timeAt(0) - startMs) / 1000
  let toEnd = (endMs - points.timeAt(last)) / 1000
  const sampled = (points.timeAt(last) - points.timeAt(0)) / 1000
  const step = sampled / last
  if (toStart >= step * 1.1) toStart = step / 2
  if (isCounter && change > 0 && firstValue >= 0) toStart = Math.min(toStart, sampled * (firstValue / change))
  if (toEnd >= step * 1.1) toEnd = step / 2
  const extended = change * ((sampled + toStart + toEnd) / sampled)
  return isRate ? extended / ((endMs - startMs) / 1000) : extended
}

function compareLastTwo({ points }: Window, isRate: boolean): number | undefined {
  const last = points.length - 1
  if (last < 1) return undefined
  const value = points.valueAt(last)
  const previous = points.valueAt(last - 1)
  if (!isRate) return value - previous
  const change = value < previous ? value : value - previous
  return change / ((points.timeAt(last) - points.timeAt(last - 1)) / 1000)
}

function regress(points: Points, interceptMs: number): { slope: number; intercept: number } {
  const [sumX, sumY, sumXy, sumXx] = [new KahanSum(), new KahanSum(), new KahanSum(), new KahanSum()]
  const first = points.valueAt(0)
  let constant = true
  for (let at = 0; at < points.length; at += 1) {
    const y = points.valueAt(at)
    const x = (points.timeAt(at) - interceptMs) / 1000
    if (y !== first) constant = false
    sumX.add(x)
    sumY.add(y)
    sumXy.add(x * y)
    sumXx.add(x * x)
  }
  if (constant) {
    return Number.isFinite(first)
      ? { slope: 0, intercept: first }
      : { slope: Number.NaN, intercept: Number.NaN }
  }
  const count = points.length
  const slope =
    (sumXy.value - (sumX.value * sumY.value) / count) / (sumXx.value - (sumX.value * sumX.value) / count)
  return { slope, intercept: sumY.value / count - (slope * sumX.value) / count }
}

function fold(
  points: Points,
  start: number,
  step: (state: number, value: number) => number,
): number | undefined {
  if (points.length === 0) return undefined
  let state = start
  for (let at = 0; at < points.length; at += 1) state = step(state, points.valueAt(at))
  return state
}

function countPairs(
  points: Points,
  differs: (previous: number, value: number) => boolean,
): number | undefined {
  if (points.length === 0) return undefined
  let count = 0
  for (let at = 1; at < points.length; at += 1) {
    if (differs(points.valueAt(at - 1), points.valueAt(at))) count += 1
  }
  return count
}

function sumPoints(points: Points): number | undefined {
  if (points.length === 0) return undefined
  const sum = new KahanSum()
  for (let at = 0; at < points.length; at += 1) sum.add(points.valueAt(at))
  return sum.value
}

function varyPoints(points: Points): number | undefined {
  if (points.length === 0) return undefined
  const deviation = new Deviation()
  for (let at = 0; at < points.length; at += 1) deviation.add(points.valueAt(at))
  return deviation.variance
}

const root = (value: number | undefined) => (value === undefined ? undefined : Math.sqrt(value))

/** NaN gives way to any number, as in promql's max_over_time and max. */
export function pickGreater(current: number, value: number): number {
  return value > current || Number.isNaN(current) ? value : current
}

export function pickLesser(current: number, value: number): number {
  return value < current || Number.isNaN(current) ? value : current
}

export const RANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  rate: (window) => extrapolate(window, true, true),
  increase: (window) => extrapolate(window, true, false),
  delta: (window) => extrapolate(window, false, false),
  irate: (window) => compareLastTwo(window, true),
  idelta: (window) => compareLastTwo(window, false),
  deriv: ({ points }) => (points.length < 2 ? undefined : regress(points, points.timeAt(0)).slope),
  predict_linear: ({ points, evaluatedMs }, seconds) => {
    if (points.length < 2) return undefined
    const { slope, intercept } = regress(points, evaluatedMs)
    return slope * seconds + intercept
  },
  sum_over_time: ({ points }) => sumPoints(points),
  avg_over_time: ({ points }) => {
    const sum = sumPoints(points)
    return sum === undefined ? undefined : sum / points.length
  },
  max_over_time: ({ points }) => fold(points, Number.NaN, pickGreater),
  min_over_time: ({ points }) => fold(points, Number.NaN, pickLesser),
  count_over_time: ({ points }) => (points.length === 0 ? undefined : points.length),
  present_over_time: ({ points }) => (points.length === 0 ? undefined : 1),
  first_over_time: ({ points }) => (points.length === 0 ? undefined : points.valueAt(0)),
  last_over_time: ({ points }) => (points.length === 0 ? undefined : points.valueAt(points.length - 1)),
  stdvar_over_time: ({ points }) => varyPoints(points),
  stddev_over_time: ({ points }) => root(varyPoints(points)),
  quantile_over_time: ({ points }, q) =>
    points.length === 0 ? undefined : computeQuantile(q, [...points.values.subarray(0, points.length)]),
  changes: ({ points }) => countPairs(points, (a, b) => a !== b && !(Number.isNaN(a) && Number.isNaN(b))),
  resets: ({ points }) => countPairs(points, (a, b) => b < a),
}
