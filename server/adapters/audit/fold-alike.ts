import type { NewAuditEvent } from '#server/adapters/audit/types.ts'

/** Beyond so many different ones at once, further ones are not folded. */
const mostKeys = 5_000

export interface AlikeFold {
  /** False when an event like it was told within its time; it is then counted. */
  isNew(event: NewAuditEvent, alikeMs: number): boolean
  /** The counted ones whose time is over at a moment: one event for each kind, with how many it stands for. */
  takeCounted(nowMs: number): readonly NewAuditEvent[]
}

interface Kept {
  readonly untilMs: number
  readonly event: NewAuditEvent
  counted: number
}

/** A page that asks every few seconds reads once; what was left out of the trail is counted in it. */
export function createAlikeFold(): AlikeFold {
  const kept = new Map<string, Kept>()
  return {
    isNew: (event, alikeMs) => {
      const key = nameAlike(event)
      const known = kept.get(key)
      if (known && event.atMs < known.untilMs) {
        kept.set(key, { ...known, event, counted: known.counted + 1 })
        return false
      }
      // What was counted before and is not taken yet stays to be taken.
      const counted = known?.counted ?? 0
      if (known || kept.size < mostKeys) kept.set(key, { untilMs: event.atMs + alikeMs, event, counted })
      return true
    },
    takeCounted: (nowMs) => {
      const over = [...kept].filter(([, { untilMs }]) => nowMs >= untilMs)
      for (const [key] of over) kept.delete(key)
      return over.flatMap(([, { event, counted }]) => (counted > 0 ? [{ ...event, times: counted }] : []))
    },
  }
}

function nameAlike({ atMs: _, requestId: __, ...event }: NewAuditEvent): string {
  return JSON.stringify(event)
}
