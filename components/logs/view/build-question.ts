import type { LogsQuestion } from '#components/logs/feed/log-stream.ts'
import type { LogSubject, LogsState } from '#components/logs/url.ts'

/** Lines of each log that a tail begins with. */
const firstTail = 1_000
/** What the contract lets ask for. */
const mostTail = 10_000
/** A moment that is jumped to is shown with what was written so long after it. */
const afterMomentMs = 60_000

/** What is asked of the server for the lines that the state wants to see; `nowMs` is when it was opened. */
export function buildQuestion(
  subject: LogSubject,
  {
    containers,
    at,
    back,
    previous,
    most,
  }: Pick<LogsState, 'containers' | 'at' | 'back' | 'previous' | 'most'>,
  nowMs: number,
): LogsQuestion {
  const endMs = at === undefined ? nowMs : Date.parse(at)
  const whose = {
    ...subject,
    ...(containers.length > 0 && { containers: [...containers] }),
    ...(back !== undefined && { since: new Date(endMs - back * 1_000).toISOString() }),
  }
  const live = at === undefined && !previous
  if (live) return { ...whose, tailLines: Math.min(most, back === undefined ? firstTail : mostTail) }
  return {
    ...whose,
    previous,
    tailLines: Math.min(most, mostTail),
    ...(at !== undefined && { until: new Date(Date.parse(at) + afterMomentMs).toISOString() }),
  }
}
