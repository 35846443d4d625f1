import { compareAscending, compareDescending } from '#demo/prometheus/promql/aggregate.ts'
import type { Sample } from '#demo/prometheus/promql/values.ts'

type NumberFunction = (value: number, ...parameters: number[]) => number

const day = (seconds: number) => new Date(Math.trunc(seconds) * 1000)

/** A part of a date; `beyond` is what Go finds in the least int64, to which it converts what is no moment at all. */
function readDate(read: (moment: Date) => number, beyond: number): NumberFunction {
  return (seconds) => {
    const moment = day(seconds)
    return Number.isNaN(moment.getTime()) ? beyond : read(moment)
  }
}

const lastDay = (moment: Date) =>
  new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + 1, 0)).getUTCDate()
const dayOfYear = (moment: Date) => {
  const midnight = Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate())
  return (midnight - Date.UTC(moment.getUTCFullYear(), 0, 1)) / 86_400_000 + 1
}

/** Functions that change each value by itself and drop the metric name. */
export const NUMBER_FUNCTIONS: Readonly<Record<string, NumberFunction>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  sgn: Math.sign,
  clamp: (value, least = Number.NaN, most = Number.NaN) => Math.max(least, Math.min(most, value)),
  clamp_min: (value, least = Number.NaN) => Math.max(least, value),
  clamp_max: (value, most = Number.NaN) => Math.min(most, value),
  /** Halves go up; the inverse is multiplied because it is the more exact way for 0.1 and the like (promql/functions.go). */
  round: (value, nearest = 1) => Math.floor(value * (1 / nearest) + 0.5) / (1 / nearest),
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  cos: Math.cos,
  cosh: Math.cosh,
  sin: Math.sin,
  sinh: Math.sinh,
  tan: Math.tan,
  tanh: Math.tanh,
  deg: (value) => (value * 180) / Math.PI,
  rad: (value) => (value * Math.PI) / 180,
  minute: readDate((moment) => moment.getUTCMinutes(), 30),
  hour: readDate((moment) => moment.getUTCHours(), 15),
  day_of_week: readDate((moment) => moment.getUTCDay(), 0),
  day_of_month: readDate((moment) => moment.getUTCDate(), 4),
  day_of_year: readDate(dayOfYear, 339),
  days_in_month: readDate(lastDay, 31),
  month: readDate((moment) => moment.getUTCMonth() + 1, 12),
  year: readDate((moment) => moment.getUTCFullYear(), 292_277_026_596),
}

/** Of those, the ones that speak of now when they are given nothing. */
export const DATE_FUNCTIONS: ReadonlySet<string> = new Set([
  'minute',
  'hour',
  'day_of_week',
  'day_of_month',
  'day_of_year',
  'days_in_month',
  'month',
  'year',
])

/** Sorted copies; NaN stands last in both directions. */
export function sortSamples(samples: readonly Sample[], descending: boolean): Sample[] {
  return [...samples].sort(descending ? compareDescending : compareAscending)
}
