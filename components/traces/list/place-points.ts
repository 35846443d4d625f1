export interface TimedTrace {
  readonly start: string
  readonly durationMs: number
}

export interface Plot {
  /** Of each item: percent from the left and from the bottom. */
  readonly points: readonly { readonly x: number; readonly y: number }[]
  /** Durations in milliseconds that have a line, with their height in percent. */
  readonly ticks: readonly { readonly ms: number; readonly y: number }[]
}

const leastMs = 0.01

/**
 * Traces by time and duration. Durations stand on a logarithmic scale of whole powers of ten, for the slow ones are the
 * news and the quick ones the most.
 */
export function placePoints(items: readonly TimedTrace[], fromMs: number, untilMs: number): Plot {
  const logs = items.map(({ durationMs }) => Math.log10(Math.max(leastMs, durationMs)))
  const low = Math.floor(logs.reduce((least, log) => Math.min(least, log), Number.POSITIVE_INFINITY))
  const high = Math.max(low + 1, Math.ceil(logs.reduce((most, log) => Math.max(most, log), low)))
  const height = (log: number) => (100 * (log - low)) / (high - low)
  const width = Math.max(1, untilMs - fromMs)
  if (items.length === 0) return { points: [], ticks: [] }
  return {
    points: items.map(({ start }, at) => ({
      x: Math.min(100, Math.max(0, (100 * (Date.parse(start) - fromMs)) / width)),
      y: height(logs[at] ?? low),
    })),
    ticks: Array.from({ length: high - low + 1 }, (_, step) => ({
      ms: 10 ** (low + step),
      y: height(low + step),
    })),
  }
}

/** The item that a key leads to from `at`: the next or previous in time, the first, the last. Items are newest first. */
export function walkPoints(key: string, at: number, count: number): number | undefined {
  const to = { ArrowRight: at - 1, ArrowLeft: at + 1, Home: count - 1, End: 0 }[key]
  return to === undefined || count === 0 ? undefined : Math.min(Math.max(to, 0), count - 1)
}
