/** What a Prometheus says that bounds a choice of window; absent when it does not say. */
export interface WindowBounds {
  readonly scrapeIntervalSeconds?: number
  readonly retentionSeconds?: number
}

export interface Window {
  readonly rangeSeconds: number
  /** Why it is not the window that was asked for. */
  readonly change?: 'widened' | 'clipped'
}

/**
 * The window that rates can be taken over: at least two scrapes, for a rate is between samples (prometheus.io/docs,
 * rate), and no further back than samples are kept.
 *
 * @param ageSeconds how long ago the window ends
 */
export function chooseWindow(rangeSeconds: number, ageSeconds: number, bounds: WindowBounds): Window {
  const least = Math.ceil(2 * (bounds.scrapeIntervalSeconds ?? 0))
  const kept = bounds.retentionSeconds === undefined ? Number.POSITIVE_INFINITY : bounds.retentionSeconds
  const most = Math.max(Math.floor(kept - ageSeconds), least, 1)
  if (rangeSeconds < least) return { rangeSeconds: least, change: 'widened' }
  if (rangeSeconds > most) return { rangeSeconds: most, change: 'clipped' }
  return { rangeSeconds }
}

export interface HistorySteps {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly stepSeconds: number
  /** How many values there are, both ends among them. */
  readonly steps: number
}

const mostSteps = 60

/**
 * The steps of a chart that ends at a moment exactly: at most sixty or `most`, no closer than a scrape, for between two
 * scrapes nothing is known.
 */
export function chooseHistorySteps(
  windowSeconds: number,
  endSeconds: number,
  { scrapeIntervalSeconds = 15 }: WindowBounds,
  most = mostSteps,
): HistorySteps {
  const stepSeconds = Math.max(Math.ceil(scrapeIntervalSeconds), Math.ceil(windowSeconds / most), 1)
  const between = Math.max(1, Math.floor(windowSeconds / stepSeconds))
  // Counted in milliseconds, in which Prometheus keeps time: seconds with a fraction would drift.
  const startMs = Math.round(endSeconds * 1000) - between * stepSeconds * 1000
  return { startSeconds: startMs / 1000, endSeconds, stepSeconds, steps: between + 1 }
}
