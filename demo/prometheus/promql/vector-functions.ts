import { compareAscending, compareDescending } from '#demo/prometheus/promql/aggregate.ts'
import type { Sample } from '#demo/prometheus/promql/values.ts'

type NumberFunction = (value: number, ...parameters: number[]) => number

const day = (seconds: number) => new Date(Math.floor(seconds) * 1000)

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
  minute: (value) => day(value).getUTCMinutes(),
  hour: (value) => day(value).getUTCHours(),
  day_of_week: (value) => day(value).getUTCDay(),
  day_of_month: (value) => day(value).getUTCDate(),
  month: (value) => day(value).getUTCMonth() + 1,
  year: (value) => day(value).getUTCFullYear(),
}

/** Of those, the ones that speak of now when they are given nothing. */
export const DATE_FUNCTIONS: ReadonlySet<string> = new Set([
  'minute',
  'hour',
  'day_of_week',
  'day_of_month',
  'month',
  'year',
])

/** Sorted copies; NaN stands last in both directions. */
export function sortSamples(samples: readonly Sample[], descending: boolean): Sample[] {
  return [...samples].sort(descending ? compareDescending : compareAscending)
}
