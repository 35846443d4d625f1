/** Waits that double from `firstMs` to `longestMs`, each shortened by up to half at random, so that many do not march in step. */
export interface Backoff {
  /** The next wait; `atLeastMs` is what the server itself asked for (Retry-After), lengthened by up to a fifth. */
  nextMs(atLeastMs?: number): number
  reset(): void
}

export function createBackoff(
  firstMs: number,
  longestMs: number,
  random: () => number = Math.random,
): Backoff {
  let failures = 0
  return {
    nextMs: (atLeastMs) => {
      const ownMs = Math.min(longestMs, firstMs * 2 ** failures) * (0.5 + random() / 2)
      failures = Math.min(failures + 1, 30)
      return atLeastMs === undefined ? ownMs : Math.max(ownMs, atLeastMs * (1 + random() / 5))
    },
    reset: () => {
      failures = 0
    },
  }
}

/** Resolves after the wait, or at once when aborted: the caller looks at its signal anyway. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
