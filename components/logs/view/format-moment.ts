import type { LogsState } from '#components/logs/url.ts'

type Zone = LogsState['zone']

const two = (value: number) => String(value).padStart(2, '0')

interface Parts {
  readonly day: string
  readonly time: string
}

function readParts(stamp: string, zone: Zone): Parts | undefined {
  const at = new Date(stamp)
  if (Number.isNaN(at.getTime())) return undefined
  const utc = zone === 'utc'
  const [year, month, day] = utc
    ? [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
    : [at.getFullYear(), at.getMonth(), at.getDate()]
  const [hours, minutes, seconds] = utc
    ? [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()]
    : [at.getHours(), at.getMinutes(), at.getSeconds()]
  const fraction = String(at.getUTCMilliseconds()).padStart(3, '0')
  return {
    day: `${year}-${two(month + 1)}-${two(day)}`,
    time: `${two(hours)}:${two(minutes)}:${two(seconds)}.${fraction}`,
  }
}

/** `14:03:07.250` in the zone, with the day before it where it is not `today` (`YYYY-MM-DD`). */
export function formatTime(stamp: string, zone: Zone, today?: string): string {
  const parts = readParts(stamp, zone)
  if (!parts) return '–'
  return today === undefined || parts.day === today ? parts.time : `${parts.day.slice(5)} ${parts.time}`
}

/** `2026-01-31` of a moment in the zone. */
export function formatDay(stamp: string, zone: Zone): string {
  return readParts(stamp, zone)?.day ?? ''
}

/** What an `<input type="datetime-local">` holds for a moment in the zone: `2026-01-31T14:03:07`. */
export function formatForInput(stamp: string, zone: Zone): string {
  const parts = readParts(stamp, zone)
  return parts ? `${parts.day}T${parts.time.slice(0, 8)}` : ''
}

/** The moment that such an input means; undefined while it is not whole. */
export function parseFromInput(text: string, zone: Zone): string | undefined {
  const at = new Date(zone === 'utc' && text !== '' ? `${text}Z` : text)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
