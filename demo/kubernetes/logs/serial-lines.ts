import type { LoggedContainer } from '#demo/kubernetes/logs/line-source.ts'
import type { LogLine } from '#demo/kubernetes/logs/log-line.ts'

/** The one workload that writes as fast as it is told to (DEMO_LOG_LINES_PER_SECOND): its program counts aloud. */
const counting = { namespace: 'bookinfo', name: 'ratings-v1' } as const
const filling = ' the quick brown fox jumps over the lazy dog and runs back to its den'

export function isCounting({ workload, container }: LoggedContainer): boolean {
  return (
    workload.namespace === counting.namespace &&
    workload.name === counting.name &&
    container !== 'istio-proxy'
  )
}

/**
 * The lines of (fromMs, untilMs], at even times, with numbers that go up by one since `beginMs`: a reader can tell which
 * ones are missing or came twice.
 */
export function listSerialLines(
  perSecond: number,
  beginMs: number,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): LogLine[] {
  const lines: LogLine[] = []
  // In the middle of its step, so that no line stands on the moment where one reading ends and the next begins.
  const countUntil = (timeMs: number) => Math.floor(((timeMs - beginMs) * perSecond) / 1000 + 0.5)
  for (let serial = countUntil(fromMs); serial < countUntil(untilMs); serial += 1) {
    const text = `${serial % 97 === 0 ? 'WARN' : 'INFO'} serial=${serial}${filling}`
    lines.push({ timeMs: beginMs + ((serial + 0.5) * 1000) / perSecond, text })
  }
  return lines
}
