import type { CallInput } from '#contract/define-call.ts'
import type { metricPoints } from '#contract/metric-points.ts'
import { type GroupLabel, groupLabels, type metrics, quantiles, reporters } from '#contract/metrics.ts'

export const directions = ['in', 'out'] as const
export const spanChoices = [1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000] as const
export const mostGroups = 3
export { groupLabels, quantiles, reporters }

/** What the charts show, beside the object, which its page knows, and the window of the rates, which the frame holds. */
export interface MetricsState {
  readonly direction: (typeof directions)[number]
  readonly reporter: (typeof reporters)[number]
  readonly groupBy: readonly GroupLabel[]
  readonly quantiles: readonly (typeof quantiles)[number][]
  /** How far back, in seconds; undefined takes what suits the window of the rates. */
  readonly span: number | undefined
  /** Two moments in place of that, in milliseconds. */
  readonly between: { readonly fromMs: number; readonly toMs: number } | undefined
  readonly previous: boolean
  /** Single requests over the durations. */
  readonly points: boolean
}

export const firstState: MetricsState = {
  direction: 'in',
  reporter: 'both',
  groupBy: [],
  quantiles: ['p50', 'p95', 'p99'],
  span: undefined,
  between: undefined,
  previous: false,
  points: false,
}

/** Keys of the URL; the tabs of one page share its query, so these have a letter of their own. */
const keys = {
  direction: 'mdir',
  reporter: 'mreporter',
  groupBy: 'mby',
  quantiles: 'mq',
  span: 'mspan',
  from: 'mfrom',
  to: 'mto',
  previous: 'mprev',
  points: 'mtraces',
} as const

const longestSeconds = 2_592_000

/** Reads the charts' part of a URL; what is absent or malformed has its first value. */
export function parseMetricsState(query: URLSearchParams): MetricsState {
  const oneOf = <Word extends string>(words: readonly Word[], text: string | null, otherwise: Word): Word =>
    words.find((word) => word === text) ?? otherwise
  const someOf = <Word extends string>(words: readonly Word[], text: string | null): readonly Word[] => {
    const given = (text ?? '').split(',')
    return words.filter((word) => given.includes(word))
  }
  const asked = someOf(quantiles, query.get(keys.quantiles))
  const span = Number(query.get(keys.span) ?? Number.NaN)
  const isSpan = Number.isInteger(span) && span >= 60 && span <= longestSeconds
  return {
    direction: oneOf(directions, query.get(keys.direction), firstState.direction),
    reporter: oneOf(reporters, query.get(keys.reporter), firstState.reporter),
    groupBy: someOf(groupLabels, query.get(keys.groupBy)).slice(0, mostGroups),
    quantiles: asked.length > 0 ? asked : firstState.quantiles,
    span: isSpan ? span : undefined,
    between: parseBetween(query),
    previous: query.get(keys.previous) === '1',
    points: query.get(keys.points) === '1',
  }
}

function parseBetween(query: URLSearchParams): MetricsState['between'] {
  const fromMs = Date.parse(query.get(keys.from) ?? '')
  const toMs = Date.parse(query.get(keys.to) ?? '')
  const seconds = (toMs - fromMs) / 1_000
  return seconds >= 30 && seconds <= longestSeconds ? { fromMs, toMs } : undefined
}

/** Writes the charts' part into a query, keeping every other key; what has its first value is not written. */
export function buildMetricsQuery(state: MetricsState, rest: URLSearchParams): string {
  const query = new URLSearchParams(rest)
  const write = (key: string, value: string | undefined) =>
    value === undefined ? query.delete(key) : query.set(key, value)
  const unless = (first: string, value: string) => (value === first ? undefined : value)
  const moment = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString())
  write(keys.direction, unless(firstState.direction, state.direction))
  write(keys.reporter, unless(firstState.reporter, state.reporter))
  write(keys.groupBy, unless('', state.groupBy.join(',')))
  write(keys.quantiles, unless(firstState.quantiles.join(','), state.quantiles.join(',')))
  write(keys.span, state.span === undefined ? undefined : String(state.span))
  write(keys.from, moment(state.between?.fromMs))
  write(keys.to, moment(state.between?.toMs))
  write(keys.previous, state.previous ? '1' : undefined)
  write(keys.points, state.points ? '1' : undefined)
  return `?${query.toString().replaceAll('%2C', ',').replaceAll('%2A', '*').replaceAll('%3A', ':')}`
}

export interface MetricsOf {
  readonly kind: 'workload' | 'service' | 'application' | 'namespace'
  readonly namespace: string
  /** None for a namespace. */
  readonly name?: string
}

/** A rate over ten minutes is nearly the same a minute later, so that charts of wide rates go further back. */
const windowsShown = 6
const leastSpan = 1_800

export function chooseSpan({ span }: MetricsState, rangeSeconds: number): number {
  return span ?? Math.min(longestSeconds, Math.max(leastSpan, windowsShown * rangeSeconds))
}

/** The question for the single requests of the charts' time. */
export function buildPointsInput(
  of: MetricsOf,
  state: MetricsState,
  rangeSeconds: number,
): CallInput<typeof metricPoints> {
  const { between } = state
  return {
    ...of,
    direction: of.kind === 'service' ? 'in' : state.direction,
    ...(between
      ? { from: new Date(between.fromMs).toISOString(), to: new Date(between.toMs).toISOString() }
      : { rangeSeconds: chooseSpan(state, rangeSeconds) }),
  }
}

/**
 * The charts' question. Their rates are over the window that the frame holds, so that the last value is what lists and
 * graph say; not where that window is wider than the charts, or so narrow that between two values there is more.
 */
export function buildInput(
  of: MetricsOf,
  state: MetricsState,
  rangeSeconds: number,
): CallInput<typeof metrics> {
  const { between } = state
  const span = between ? (between.toMs - between.fromMs) / 1_000 : chooseSpan(state, rangeSeconds)
  const fits = rangeSeconds <= span && rangeSeconds >= span / 120
  return {
    ...of,
    direction: of.kind === 'service' ? 'in' : state.direction,
    reporter: state.reporter,
    ...(state.groupBy.length > 0 ? { groupBy: state.groupBy.join(',') } : {}),
    quantiles: state.quantiles.join(','),
    ...(between
      ? { from: new Date(between.fromMs).toISOString(), to: new Date(between.toMs).toISOString() }
      : { rangeSeconds: span }),
    ...(fits ? { rateSeconds: rangeSeconds } : {}),
    previous: state.previous,
  }
}
