import { wait } from '#server/adapters/kubernetes/backoff.ts'

/** Waits for a server that does not answer, which end early when somebody hears that it answers again. */
export interface Returns {
  /** Resolves after `ms`, or soon after `announce`, or when aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  /** The server answers again. */
  announce(): void
}

/**
 * Whoever waits is woken within `spreadMs`, each at another moment: all at once would meet a server that has only just
 * come up, as client-go's reflectors avoid by jitter.
 */
export function createReturns(spreadMs: number, random: () => number = Math.random): Returns {
  const waiting = new Set<AbortController>()
  return {
    wait: async (ms, signal) => {
      const woken = new AbortController()
      waiting.add(woken)
      const untilMs = performance.now() + ms
      await wait(ms, AbortSignal.any([signal, woken.signal]))
      waiting.delete(woken)
      if (!woken.signal.aborted || signal.aborted) return
      await wait(Math.min(spreadMs * random(), Math.max(0, untilMs - performance.now())), signal)
    },
    announce: () => {
      for (const each of waiting) each.abort()
      waiting.clear()
    },
  }
}
