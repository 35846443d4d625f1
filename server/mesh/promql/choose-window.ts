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
