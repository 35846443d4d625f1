import type { Attempts } from '#server/adapters/process-state.ts'
import { Problem } from '#server/problem.ts'

/** So many may fail before the next must wait, and twice as long after each further one. */
const freeOfAddress = 5
const freeOfAll = 60
const firstWaitMs = 15_000
const longestWaitMs = 15 * 60_000
/** Failures of an hour ago count no more. */
const rememberMs = 3_600_000
const mostAddresses = 10_000

interface Count {
  failed: number
  lastMs: number
}

/**
 * Slows down who tries out credentials: each address for itself, and all together far later, so that many addresses do
 * not help and one of them does not lock everybody out at once. An attempt counts as failed from its beginning, or a
 * thousand at once would be free.
 */
export function createAttempts(now: () => number = Date.now): Attempts {
  const byAddress = new Map<string, Count>()
  const all: Count = { failed: 0, lastMs: 0 }
  const waitMs = (count: Count | undefined, free: number): number => {
    if (!count || count.failed < free) return 0
    const wait = Math.min(firstWaitMs * 2 ** Math.min(count.failed - free, 20), longestWaitMs)
    return Math.max(0, count.lastMs + wait - now())
  }
  const age = (count: Count) => {
    if (now() - count.lastMs > rememberMs) count.failed = 0
  }
  return {
    begin: (address) => {
      const count = byAddress.get(address) ?? { failed: 0, lastMs: 0 }
      age(count)
      age(all)
      const wait = Math.max(waitMs(count, freeOfAddress), waitMs(all, freeOfAll))
      if (wait > 0) {
        const seconds = Math.ceil(wait / 1000)
        throw new Problem({ kind: 'refused', code: 'sign-in-too-often', params: { seconds } })
      }
      for (const each of [count, all]) Object.assign(each, { failed: each.failed + 1, lastMs: now() })
      // The newest stand last, so the first to leave is the one that was quiet the longest.
      byAddress.delete(address)
      byAddress.set(address, count)
      for (const oldest of byAddress.keys()) {
        if (byAddress.size <= mostAddresses) break
        byAddress.delete(oldest)
      }
      return (outcome) => {
        if (outcome === 'refused') return
        all.failed = Math.max(0, all.failed - 1)
        if (outcome === 'signed-in') byAddress.delete(address)
        else count.failed = Math.max(0, count.failed - 1)
      }
    },
  }
}
