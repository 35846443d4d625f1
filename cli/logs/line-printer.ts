import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { LogLine } from '#contract/logs.ts'
import { compareLines } from '#server/usecases/stages/log-queue.ts'

/** The last lines of many containers come one container after the other; for so long they are gathered and sorted. */
const gatherMs = 800

export interface LinePrinter {
  /** Resolves when the reader took them, or is gone: who writes more waits for that. */
  print(lines: readonly LogLine[]): Promise<void>
  /** What was gathered is printed, and from now on every line at once. */
  settle(): void
  /** Aborts when nobody reads any more (`| head`). */
  readonly gone: AbortSignal
}

/** Writes lines by time: the first ones together, later ones as they come. */
export function createLinePrinter(out: Writable, format: (line: LogLine) => string): LinePrinter {
  const gone = new AbortController()
  let gathered: LogLine[] | undefined = []
  let timer: NodeJS.Timeout | undefined
  // A pipe that was closed is the end of the command, and no failure of it.
  out.on('error', () => gone.abort())

  const write = async (lines: readonly LogLine[]) => {
    if (gone.signal.aborted || lines.length === 0) return
    if (out.write(lines.map(format).join(''))) return
    await once(out, 'drain', { signal: gone.signal }).catch(() => undefined)
  }
  const settle = () => {
    clearTimeout(timer)
    const first = gathered ?? []
    gathered = undefined
    void write(first.sort(compareLines))
  }
  return {
    gone: gone.signal,
    settle,
    print: async (lines) => {
      if (!gathered) return write(lines)
      for (const line of lines) gathered.push(line)
      timer ??= setTimeout(settle, gatherMs)
    },
  }
}
