import type { LogLine } from '#contract/logs.ts'

/** What may wait for one reader: beyond it the oldest lines are dropped, and counted. */
export const queueLimitBytes = 8 * 1024 * 1024
/** What a line holds beside its text, roughly: two shared names, a stamp, the object. */
const lineBytes = 160

/** Lines of many logs on their way to one reader, who may be slower than they come. */
export interface LogQueue {
  push(lines: readonly LogLine[]): void
  /** All that waits, by time, and how many were dropped since the last taking. */
  take(): { readonly lines: LogLine[]; readonly dropped: number }
  /** Resolves when something waits, or when `signal` aborts. */
  wait(signal: AbortSignal): Promise<void>
  /** Lets a waiting reader look again. */
  wake(): void
}

export function createLogQueue(limitBytes = queueLimitBytes): LogQueue {
  let waiting: LogLine[] = []
  let bytes = 0
  let dropped = 0
  let woken = false
  let wakeReader: (() => void) | undefined
  const wake = () => {
    woken = true
    wakeReader?.()
  }
  const dropOldest = () => {
    // A quarter at once: dropping line by line would move the whole queue for each.
    let from = 0
    while (from < waiting.length && bytes > limitBytes * 0.75) bytes -= weigh(waiting[from++])
    dropped += from
    waiting = waiting.slice(from)
  }
  return {
    push: (lines) => {
      for (const line of lines) {
        waiting.push(line)
        bytes += weigh(line)
      }
      if (bytes > limitBytes) dropOldest()
      wake()
    },
    take: () => {
      const taken = { lines: waiting.sort(compareLines), dropped }
      waiting = []
      bytes = 0
      dropped = 0
      woken = false
      return taken
    },
    wait: (signal) =>
      new Promise((resolve) => {
        if (woken || signal.aborted) return resolve()
        const done = () => {
          wakeReader = undefined
          signal.removeEventListener('abort', done)
          resolve()
        }
        wakeReader = done
        signal.addEventListener('abort', done, { once: true })
      }),
    wake,
  }
}

function weigh(line: LogLine | undefined): number {
  return line ? line.text.length * 2 + lineBytes : 0
}

/** Stamps of one cluster are all UTC with as many digits as they need: `.5Z` is before `.51Z`, and no fraction before any. */
export function compareLines(a: LogLine, b: LogLine): number {
  const [left, right] = [a.time.replace('Z', ''), b.time.replace('Z', '')]
  return left < right ? -1 : left > right ? 1 : 0
}
