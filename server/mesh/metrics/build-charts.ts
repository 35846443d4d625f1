import type { Series } from '#server/mesh/graph/build-history.ts'
import type { IsVisible } from '#server/mesh/graph/enrich/withhold-restricted.ts'
import { isFailure, readCode, readProtocol } from '#server/mesh/graph/read-series.ts'
import { mayNameLabels } from '#server/mesh/metrics/group-labels.ts'
import { endingLabels, statisticLabel } from '#server/mesh/promql/metrics-queries.ts'

/** More lines than anybody tells apart. */
const mostSeries = 20

export interface ChartSteps {
  readonly startSeconds: number
  readonly stepSeconds: number
  readonly steps: number
}

export type Values = (number | null)[]

export interface ChartLine {
  readonly labels: Readonly<Record<string, string>>
  readonly statistic?: string
  readonly withheld?: true
  readonly values: Values
  previous?: Values
}

export interface BuiltChart {
  readonly lines: readonly ChartLine[]
  /** Lines beyond the most that are told. */
  readonly unshown: number
  /** Lines that cannot be told without a name that the viewer may not learn. */
  readonly omitted: number
}

export interface ChartFacts {
  readonly steps: ChartSteps
  /** undefined when everything may be named. */
  readonly isVisible: IsVisible | undefined
  /**
   * Whether lines may be summed. Averages and quantiles may not: what of them lies out of sight is left out, where rates
   * become one nameless line.
   */
  readonly additive: boolean
}

/**
 * The lines of one chart out of the series of one query, the range before laid under them. Values that are no finite
 * number (nothing was asked: 0/0) are gaps. Most first, each set of labels with all its statistics together.
 */
export function buildChart(
  series: readonly Series[],
  before: readonly Series[] | undefined,
  facts: ChartFacts,
): BuiltChart {
  const now = gatherLines(series, facts)
  if (before) {
    const { startSeconds, stepSeconds, steps } = facts.steps
    const shifted = { ...facts.steps, startSeconds: startSeconds - (steps - 1) * stepSeconds }
    const earlier = gatherLines(before, { ...facts, steps: shifted })
    for (const [key, { values }] of earlier.lines) {
      const line = now.lines.get(key)
      if (line) line.previous = values
      else if (values.some((value) => value !== null && value > 0))
        now.lines.set(key, { ...readKey(key), values: nothing(facts.steps), previous: values })
    }
  }
  const sets = Map.groupBy(now.lines.values(), ({ labels, withheld }) => JSON.stringify([labels, withheld]))
  const statistics = Math.max(1, ...[...sets.values()].map((lines) => lines.length))
  const most = Math.max(1, Math.floor(mostSeries / statistics))
  const sorted = [...sets.values()].sort((a, b) => sumUp(b[0]) - sumUp(a[0]))
  return {
    lines: sorted.slice(0, most).flat(),
    unshown: Math.max(0, sorted.length - most),
    omitted: now.omitted,
  }
}

/** All requests, out of the series that tell apart how they ended; labels that are asked for stay. */
export function dropEndings(series: readonly Series[], groupBy: readonly string[]): readonly Series[] {
  return series.map(({ metric, points }) => ({ metric: withoutEndings(metric, groupBy), points }))
}

/** The requests that failed, by the code that says how (`isFailure`: the graph's own rule). */
export function pickFailures(series: readonly Series[], groupBy: readonly string[]): readonly Series[] {
  return series.flatMap(({ metric, points }) => {
    const protocol = readProtocol(metric)
    const code = readCode(metric, protocol)
    if (!isFailure(protocol, code)) return []
    const named = /^\d{1,2}$/.test(code) ? `grpc ${code}` : code
    return [{ metric: { ...withoutEndings(metric, groupBy), code: named }, points }]
  })
}

function gatherLines(series: readonly Series[], { steps, isVisible, additive }: ChartFacts) {
  const lines = new Map<string, ChartLine>()
  let omitted = 0
  for (const { metric, points } of series) {
    const { [statisticLabel]: statistic, ...labels } = metric
    const mayName = mayNameLabels(labels, isVisible)
    if (!mayName && !additive) {
      omitted += 1
      continue
    }
    // How a request ended is no name.
    const told = mayName ? labels : labels['code'] === undefined ? {} : { code: labels['code'] }
    const key = JSON.stringify([sortLabels(told), statistic, mayName ? undefined : true])
    const line = lines.get(key) ?? { ...readKey(key), values: nothing(steps) }
    lines.set(key, line)
    addPoints(line.values, points, steps)
  }
  return { lines, omitted }
}

function readKey(key: string): Omit<ChartLine, 'values'> {
  // Written by gatherLines, the only writer of keys.
  const [labels, statistic, withheld] = JSON.parse(key) as [
    Readonly<Record<string, string>>,
    string | null,
    true | null,
  ]
  return { labels, ...(statistic === null ? {} : { statistic }), ...(withheld === null ? {} : { withheld }) }
}

function addPoints(
  values: Values,
  points: Series['points'],
  { startSeconds, stepSeconds, steps }: ChartSteps,
): void {
  for (const [time, value] of points) {
    const step = Math.round((time - startSeconds) / stepSeconds)
    if (!Number.isFinite(value) || step < 0 || step >= steps) continue
    values[step] = (values[step] ?? 0) + value
  }
}

function nothing({ steps }: ChartSteps): Values {
  return Array.from({ length: steps }, () => null)
}

function sumUp(line: ChartLine | undefined): number {
  return (line?.values ?? []).reduce<number>((sum, value) => sum + (value ?? 0), 0)
}

function sortLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function withoutEndings(
  metric: Readonly<Record<string, string>>,
  groupBy: readonly string[],
): Readonly<Record<string, string>> {
  const dropped = endingLabels.filter((label) => !groupBy.includes(label))
  return Object.fromEntries(Object.entries(metric).filter(([label]) => !dropped.some((one) => one === label)))
}
