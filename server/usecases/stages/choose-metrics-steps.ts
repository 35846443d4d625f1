import type { MetricsInput } from '#contract/metrics.ts'
import type { Notice } from '#contract/words.ts'
import { chooseHistorySteps, chooseWindow, type HistorySteps } from '#server/mesh/promql/choose-window.ts'
import { chooseMoment, refuseForgotten } from '#server/usecases/stages/choose-moment.ts'
import type { Bounds } from '#server/usecases/stages/read-bounds.ts'
import { tellWindow } from '#server/usecases/stages/tell-telemetry.ts'
import { wordFinding } from '#server/words.ts'

/** As many as a chart has room for: a value every few pixels. The call promises never more than 300. */
const mostSteps = 120
const usualScrapeSeconds = 15

export interface ChosenSteps {
  readonly steps: HistorySteps
  /** The range before; undefined where it is not asked for, or is no longer kept. */
  readonly before: HistorySteps | undefined
  readonly rateSeconds: number
  readonly notices: readonly Notice[]
}

/**
 * The moments that charts tell of, and the window of each value's rate. That is, if none is asked for, Grafana's
 * `$__rate_interval`, max(step + scrape, 4 × scrape) (grafana.com/docs, "Prometheus template variables"), so that one
 * missed scrape leaves no gap. Throws Problem invalid for a moment to come or before what is kept.
 */
export function chooseMetricsSteps(
  input: Pick<MetricsInput, 'rangeSeconds' | 'at' | 'from' | 'to' | 'rateSeconds' | 'previous'>,
  nowMs: number,
  bounds: Bounds,
): ChosenSteps {
  const { from, to } = input
  const end = to ?? input.at
  const atMs = chooseMoment(end, nowMs)
  const ageSeconds = (nowMs - atMs) / 1_000
  refuseForgotten(end, ageSeconds, bounds)
  const askedSeconds =
    from === undefined ? input.rangeSeconds : Math.max(30, Math.round((atMs - Date.parse(from)) / 1_000))
  const range = chooseWindow(askedSeconds, ageSeconds, bounds)
  const steps = chooseHistorySteps(range.rangeSeconds, atMs / 1_000, bounds, mostSteps)
  const scrape = bounds.scrapeIntervalSeconds ?? usualScrapeSeconds
  const fitting = Math.ceil(Math.max(steps.stepSeconds + scrape, 4 * scrape))
  const rate = chooseWindow(input.rateSeconds ?? fitting, ageSeconds, bounds)
  const before = input.previous ? shift(steps) : undefined
  const isKept = !before || isWithin(before.startSeconds, nowMs, bounds)
  return {
    steps,
    before: isKept ? before : undefined,
    rateSeconds: rate.rangeSeconds,
    notices: [
      ...tellWindow(askedSeconds, range),
      ...(input.rateSeconds === undefined ? [] : tellWindow(input.rateSeconds, rate)),
      ...(isKept ? [] : [tellForgotten(bounds)]),
    ],
  }
}

function shift({ startSeconds, endSeconds, ...rest }: HistorySteps): HistorySteps {
  const span = endSeconds - startSeconds
  return { ...rest, startSeconds: startSeconds - span, endSeconds: startSeconds }
}

function isWithin(startSeconds: number, nowMs: number, { retentionSeconds }: Bounds): boolean {
  return retentionSeconds === undefined || nowMs / 1_000 - startSeconds <= retentionSeconds
}

function tellForgotten({ retentionSeconds = 0 }: Bounds): Notice {
  const params = { keptSeconds: retentionSeconds }
  return {
    ...wordFinding('notice', 'metrics-no-previous', params),
    severity: 'info',
    adapter: 'prometheus',
  }
}
