import { Problem } from '#server/problem.ts'
import type { Bounds } from '#server/usecases/stages/read-bounds.ts'

/** Clocks of browsers and servers differ; a moment this far ahead still means now. */
const leewayMs = 60_000
/** The end of a window, in milliseconds. Throws Problem invalid for one to come. */
export function chooseMoment(at: string | undefined, nowMs: number): number {
  if (at === undefined) return nowMs
  const atMs = Date.parse(at)
  if (atMs <= nowMs) return atMs
  if (atMs <= nowMs + leewayMs) return nowMs
  throw new Problem({
    kind: 'invalid',
    code: 'moment-in-future',
    params: { at, now: new Date(nowMs).toISOString() },
    issues: [{ path: 'at', message: 'must not be in the future' }],
  })
}

/**
 * A window that ends before the oldest sample holds none, and an empty graph would say that nothing happened then. Throws Problem
 * invalid.
 */
export function refuseForgotten(
  at: string | undefined,
  ageSeconds: number,
  { retentionSeconds }: Bounds,
): void {
  if (at === undefined || retentionSeconds === undefined || ageSeconds < retentionSeconds) return
  throw new Problem({
    kind: 'invalid',
    code: 'moment-not-kept',
    params: { at, keptSeconds: retentionSeconds },
    issues: [{ path: 'at', message: `must be within the last ${retentionSeconds} seconds` }],
  })
}
