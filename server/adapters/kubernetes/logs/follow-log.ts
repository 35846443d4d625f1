import { type Backoff, createBackoff, wait } from '#server/adapters/kubernetes/backoff.ts'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { askLog } from '#server/adapters/kubernetes/logs/ask-log.ts'
import { createLineSplitter } from '#server/adapters/kubernetes/logs/split-lines.ts'
import type { LogFollower, LogLine, LogStart, LogTarget } from '#server/adapters/kubernetes/logs/types.ts'
import { ApiFailure, problemOf } from '#server/adapters/kubernetes/problems.ts'

const firstWaitMs = 500
const longestWaitMs = 15_000

/**
 * Follows one container's log until `signal` aborts or the log can be had no more. A stream that ends, because the
 * container did or the API server went, is opened again from the last line on: the API takes a time of whole seconds
 * (meta/v1 Time), so what was told of that second is counted off.
 */
export async function followLog(
  connection: Connection,
  target: LogTarget,
  from: LogStart,
  follower: LogFollower,
  signal: AbortSignal,
): Promise<void> {
  const seen = createSeenLines()
  const backoff = createBackoff(firstWaitMs, longestWaitMs)
  while (!signal.aborted) {
    const since = seen.lastTime()
    try {
      await followOnce(
        connection,
        target,
        since === undefined ? from : { sinceTime: since },
        { ...follower, lines: (lines) => tellNew(lines, seen, follower, backoff) },
        signal,
      )
      if (!signal.aborted) follower.state('waiting')
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ApiFailure && isFinal(error)) return follower.end(error.problem)
      follower.state('waiting', problemOf(error))
    }
    seen.restart()
    await wait(backoff.nextMs(), signal)
  }
}

/** 404: the pod or container is gone; 401, 403: not for this viewer. 400 is said of a container that has not started. */
function isFinal({ status }: ApiFailure): boolean {
  return status === 404 || status === 401 || status === 403
}

function tellNew(
  lines: readonly LogLine[],
  seen: ReturnType<typeof createSeenLines>,
  follower: LogFollower,
  backoff: Backoff,
): void {
  const fresh = seen.keepNew(lines)
  if (fresh.length === 0) return
  backoff.reset()
  follower.lines(fresh)
}

async function followOnce(
  connection: Connection,
  target: LogTarget,
  question: { readonly tailLines?: number; readonly sinceTime?: string },
  follower: LogFollower,
  signal: AbortSignal,
): Promise<void> {
  const response = await askLog(connection, target, { ...question, follow: true }, signal)
  const stop = () => void response.destroy()
  if (signal.aborted) return stop()
  signal.addEventListener('abort', stop, { once: true })
  const splitter = createLineSplitter()
  follower.state('open')
  try {
    // Without an encoding a response is made of buffers.
    for await (const chunk of response as AsyncIterable<Buffer>) {
      const lines = splitter.push(chunk)
      if (lines.length > 0) follower.lines(lines)
    }
  } catch (error) {
    // A connection that broke is as good as one that ended: both are opened again from the last line on.
    if (!(error instanceof Error)) throw error
  } finally {
    signal.removeEventListener('abort', stop)
    const rest = splitter.finish()
    if (rest.length > 0 && !signal.aborted) follower.lines(rest)
  }
}

/**
 * Which lines are new after a stream was opened again at the last line's second: those with a later stamp, and of those
 * with the same stamp all but as many as were told before.
 */
export function createSeenLines(): {
  lastTime(): string | undefined
  keepNew(lines: readonly LogLine[]): readonly LogLine[]
  /** The next lines are of a stream opened anew. */
  restart(): void
} {
  let last: string | undefined
  /** Lines told that bear the last stamp. */
  let told = 0
  /** While a reopened stream repeats: its stamp to pass, and how many lines of that stamp are still to be left out. */
  let repeating: { readonly until: string; left: number } | undefined
  const isOld = ({ time }: LogLine): boolean => {
    if (!repeating || time === '') return false
    const order = compareStamps(time, repeating.until)
    if (order > 0) {
      repeating = undefined
      return false
    }
    if (order < 0) return true
    repeating.left -= 1
    return repeating.left >= 0
  }
  return {
    lastTime: () => last,
    keepNew: (lines) => {
      const fresh = repeating ? lines.filter((line) => !isOld(line)) : lines
      for (const { time } of fresh) {
        if (time === '') continue
        if (time === last) told += 1
        else {
          last = time
          told = 1
        }
      }
      return fresh
    },
    restart: () => {
      repeating = last === undefined ? undefined : { until: last, left: told }
    },
  }
}

/** RFC 3339 stamps in UTC, each with as many digits of the second as it needs. */
export function compareStamps(a: string, b: string): number {
  const [left, right] = [a.replace('Z', ''), b.replace('Z', '')]
  return left < right ? -1 : left > right ? 1 : 0
}
