/** `2026-11-21T07:05:09` on the clock of this browser, the form of a `datetime-local` field. */
export function formatLocal(ms: number): string {
  const date = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

export type MomentFault = 'unreadable' | 'future' | 'forgotten'

/** What a person typed, as milliseconds; or why it cannot be shown. */
export function parseLocal(
  text: string,
  { nowMs, retentionSeconds }: { readonly nowMs: number; readonly retentionSeconds?: number | undefined },
): { readonly ms: number } | { readonly fault: MomentFault } {
  const ms = Date.parse(text)
  if (!Number.isFinite(ms)) return { fault: 'unreadable' }
  if (ms > nowMs) return { fault: 'future' }
  if (retentionSeconds !== undefined && nowMs - ms >= retentionSeconds * 1_000) return { fault: 'forgotten' }
  return { ms }
}

/** A moment as people read it: date and time to the second, with the zone that it is meant in. */
export function formatReadable(moment: string): string {
  return new Date(moment).toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  })
}
