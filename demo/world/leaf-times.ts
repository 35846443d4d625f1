import { hashText } from '#demo/world/random.ts'

const hourMs = 3_600_000
const lifeMs = 24 * hourMs
/** pilot-agent and ztunnel fetch the next certificate when half of the life has passed (SECRET_GRACE_PERIOD_RATIO 0.5). */
const renewedMs = lifeMs / 2

export interface LeafTimes {
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

/**
 * The life of the certificate that a holder has now. Each renews at a time of its own; one whose agent no longer gets
 * new ones has used up most of its last.
 */
export function readLeafTimes(holder: string, isOverdue: boolean, nowMs: number): LeafTimes {
  const age = isOverdue ? 22 * hourMs : (nowMs + hashText(holder)) % renewedMs
  const notBeforeMs = Math.floor((nowMs - age) / 1000) * 1000
  return { notBeforeMs, notAfterMs: notBeforeMs + lifeMs }
}
