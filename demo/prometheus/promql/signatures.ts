import type { ValueType } from '#demo/prometheus/promql/ast.ts'

interface Signature {
  readonly args: readonly ValueType[]
  /** How many of the last arguments may be left out; -1: the last may be repeated. */
  readonly optional: number
  readonly returns: ValueType
}

const vector = (...more: ValueType[]): Signature => ({
  args: ['vector', ...more],
  optional: 0,
  returns: 'vector',
})
const matrix: Signature = { args: ['matrix'], optional: 0, returns: 'vector' }
const date: Signature = { args: ['vector'], optional: 1, returns: 'vector' }

/** The functions that the evaluator knows, with the argument types of promql/parser/functions.go. */
export const SIGNATURES: Readonly<Record<string, Signature>> = {
  abs: vector(),
  absent: vector(),
  absent_over_time: matrix,
  avg_over_time: matrix,
  ceil: vector(),
  changes: matrix,
  clamp: vector('scalar', 'scalar'),
  clamp_max: vector('scalar'),
  clamp_min: vector('scalar'),
  count_over_time: matrix,
  day_of_month: date,
  day_of_week: date,
  day_of_year: date,
  days_in_month: date,
  delta: matrix,
  deriv: matrix,
  exp: vector(),
  first_over_time: matrix,
  floor: vector(),
  histogram_count: vector(),
  histogram_sum: vector(),
  histogram_quantile: { args: ['scalar', 'vector'], optional: 0, returns: 'vector' },
  hour: date,
  idelta: matrix,
  increase: matrix,
  irate: matrix,
  label_join: { args: ['vector', 'string', 'string', 'string'], optional: -1, returns: 'vector' },
  label_replace: vector('string', 'string', 'string', 'string'),
  last_over_time: matrix,
  ln: vector(),
  log10: vector(),
  log2: vector(),
  max_over_time: matrix,
  min_over_time: matrix,
  minute: date,
  month: date,
  predict_linear: { args: ['matrix', 'scalar'], optional: 0, returns: 'vector' },
  present_over_time: matrix,
  quantile_over_time: { args: ['scalar', 'matrix'], optional: 0, returns: 'vector' },
  rate: matrix,
  resets: matrix,
  round: { args: ['vector', 'scalar'], optional: 1, returns: 'vector' },
  scalar: { args: ['vector'], optional: 0, returns: 'scalar' },
  sgn: vector(),
  sort: vector(),
  sort_desc: vector(),
  sqrt: vector(),
  stddev_over_time: matrix,
  stdvar_over_time: matrix,
  sum_over_time: matrix,
  time: { args: [], optional: 0, returns: 'scalar' },
  timestamp: vector(),
  acos: vector(),
  acosh: vector(),
  asin: vector(),
  asinh: vector(),
  atan: vector(),
  atanh: vector(),
  cos: vector(),
  cosh: vector(),
  sin: vector(),
  sinh: vector(),
  tan: vector(),
  tanh: vector(),
  deg: vector(),
  rad: vector(),
  pi: { args: [], optional: 0, returns: 'scalar' },
  vector: { args: ['scalar'], optional: 0, returns: 'vector' },
  year: date,
}

/** Functions that a server answers only when started with `--enable-feature=promql-experimental-functions`. */
export const EXPERIMENTAL: ReadonlySet<string> = new Set([
  'end',
  'histogram_quantiles',
  'double_exponential_smoothing',
  'info',
  'max_of',
  'min_of',
  'mad_over_time',
  'ts_of_first_over_time',
  'ts_of_max_over_time',
  'ts_of_min_over_time',
  'ts_of_last_over_time',
  'range',
  'sort_by_label',
  'sort_by_label_desc',
  'start',
  'start_timestamp',
  'step',
])

/** Aggregations, with the type of their parameter where they take one. */
export const AGGREGATIONS: Readonly<Record<string, ValueType | undefined>> = {
  sum: undefined,
  avg: undefined,
  min: undefined,
  max: undefined,
  count: undefined,
  group: undefined,
  stddev: undefined,
  stdvar: undefined,
  topk: 'scalar',
  bottomk: 'scalar',
  quantile: 'scalar',
  count_values: 'string',
}
