import { compareTimes } from '#components/logs/feed/merge-lines.ts'
import type { LogLine } from '#contract/logs.ts'

/** Lines of many writers come a little after their time; what was told already is left out by `keepNew`. */
const slackMs = 10_000

interface Told {
  /** The stamp of the last line, and how many lines bear it. */
  last: string
  count: number
  arrivedMs: number
  /** Of a stream opened anew: the lines that it repeats. */
  repeating: { until: string; left: number } | undefined
  repeated: boolean
  fresh: number
}

/** From where on a broken or closed stream goes on, so that no line is missing and none comes twice. */
export interface ResumePoint {
  /** The lines that were not told before. */
  keepNew(lines: readonly LogLine[], nowMs: number): readonly LogLine[]
  /**
   * The stream is about to be opened anew, having told everything up to `closedMs`. Returns from when on to ask; undefined
   * when nothing was told.
   */
  restart(closedMs: number): string | undefined
  /** Whether a log told as many lines as can be asked for and none that was known: lines in between may be missing. */
  mayMiss(mostLines: number): boolean
}

export function createResumePoint(): ResumePoint {
  const told = new Map<string, Told>()
  return {
    keepNew: (lines, nowMs) =>
      lines.filter((line) => {
        if (line.time === '') return true
        const key = `${line.pod}/${line.container}`
        const known = told.get(key)
        if (!known) {
          told.set(key, {
            last: line.time,
            count: 1,
            arrivedMs: nowMs,
            repeating: undefined,
            repeated: false,
            fresh: 1,
          })
          return true
        }
        if (isRepeated(line, known)) {
          known.repeated = true
          return false
        }
        known.count = line.time === known.last ? known.count + 1 : 1
        known.last = line.time
        known.arrivedMs = nowMs
        known.fresh += 1
        return true
      }),
    restart: (closedMs) => {
      let fromMs = Number.POSITIVE_INFINITY
      for (const known of told.values()) {
        known.repeating = { until: known.last, left: known.count }
        known.repeated = false
        known.fresh = 0
        // A log that was silent until the stream closed has nothing before that, by the clock of its own node.
        fromMs = Math.min(fromMs, Date.parse(known.last) + Math.max(0, closedMs - known.arrivedMs))
      }
      return Number.isFinite(fromMs) ? new Date(fromMs - slackMs).toISOString() : undefined
    },
    mayMiss: (mostLines) =>
      [...told.values()].some(
        ({ repeating, repeated, fresh }) => repeating && !repeated && fresh >= mostLines,
      ),
  }
}

/** Of a log that repeats: what is older than the last line told, and of its own stamp as many as were told. */
function isRepeated(line: LogLine, known: Told): boolean {
  if (!known.repeating) return false
  const order = compareTimes({ line }, { line: { ...line, time: known.repeating.until } })
  if (order < 0) return true
  if (order === 0 && known.repeating.left > 0) {
    known.repeating.left -= 1
    return true
  }
  return false
}
