/** A time of the day with milliseconds where asked, in the reader's zone. */
export function formatClock(ms: number, withMs = false): string {
  const clock = new Date(ms).toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
    ...(withMs ? { fractionalSecondDigits: 3 } : {}),
  })
  return clock
}
