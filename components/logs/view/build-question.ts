import type { LogsQuestion } from '#components/logs/feed/log-stream.ts'
import type { LogSubject, LogsState } from '#components/logs/url.ts'

/** Lines of each log that a tail begins with. */
const firstTail = 1_000
/** What the contract lets ask for. */
const mostTail = 10_000
/** A moment that is jumped to is shown with what was written so long after it. */
const afterMomentMs = 60_000

/** What is asked of the server for the lines that the state wants to see. */
export function buildQuestion(
  subject: LogSubject,
  { containers, at, previous, most }: Pick<LogsState, 'containers' | 'at' | 'previous' | 'most'>,
): LogsQuestion {
  const whose = { ...subject, ...(containers.length > 0 && { containers: [...containers] }) }
  const live = at === undefined && !previous
  if (live) return { ...whose, tailLines: Math.min(most, firstTail) }
  return {
    ...whose,
    previous,
    tailLines: Math.min(most, mostTail),
    ...(at !== undefined && { until: new Date(Date.parse(at) + afterMomentMs).toISOString() }),
  }
}
