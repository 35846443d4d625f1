import { setImmediate } from 'node:timers/promises'
import type { ContainerRun } from '#demo/kubernetes/logs/choose-container.ts'
import type { LineSource, LoggedContainer } from '#demo/kubernetes/logs/line-source.ts'
import type { LogLine } from '#demo/kubernetes/logs/log-line.ts'
import { listRunLines } from '#demo/kubernetes/logs/run-lines.ts'

/** Lines are written at most so long after their story began: requests within requests, each bounded. */
const longestStoryMs = 20_000

/** The kubelet keeps one file of this size and shows no more of it (--container-log-max-size). */
const fileBytes = 10 * 2 ** 20

/** How much of a log is made at a time. */
const chunkMs = 15_000

/** A container's log, made piece by piece: nothing of it is kept, and between pieces others have their turn. */
export interface LogReader {
  /** The lines of [fromMs, untilMs], oldest first, in pieces. */
  list(fromMs: number, untilMs: number): AsyncGenerator<LogLine[]>
  /** The last `count` of them. */
  readTail(count: number, fromMs: number, untilMs: number): Promise<LogLine[]>
  /** What is written from `fromMs` on: call it again and again with later moments. */
  follow(fromMs: number): (untilMs: number) => LogLine[]
}

export function createLogReader(
  source: LineSource,
  container: LoggedContainer,
  run: ContainerRun,
  beginMs: number,
): LogReader {
  const runLines = listRunLines(container, run)
  const running = run.finishedMs === undefined
  const openMs = Math.max(beginMs, run.startedMs)

  /** The lines of [fromMs, untilMs), in their order. */
  const make = (fromMs: number, untilMs: number): LogLine[] => {
    const lines = runLines.filter(({ timeMs }) => timeMs >= fromMs && timeMs < untilMs)
    if (running) {
      const firstSlot = Math.floor((fromMs - longestStoryMs) / 1000)
      for (let slot = firstSlot; slot * 1000 < untilMs; slot += 1) {
        for (const line of source.listBegun(container, slot)) {
          if (line.timeMs >= fromMs && line.timeMs < untilMs && line.timeMs >= openMs) lines.push(line)
        }
      }
      // One by one: so many arguments as a loud container writes lines, no call can take.
      for (const line of source.listOwn(container, Math.max(fromMs, openMs), untilMs - 0.001))
        lines.push(line)
    }
    return lines.sort((left, right) => left.timeMs - right.timeMs)
  }

  return {
    async *list(fromMs, untilMs) {
      if (!running) {
        yield runLines.filter(({ timeMs }) => timeMs >= fromMs)
        return
      }
      const start = Math.max(fromMs, openMs, untilMs - estimateKept(make, untilMs))
      for (let from = start; from < untilMs; from += chunkMs) {
        yield make(from, Math.min(untilMs, from + chunkMs))
        await setImmediate()
      }
    },
    async readTail(count, fromMs, untilMs) {
      if (count === 0) return []
      if (!running) return runLines.filter(({ timeMs }) => timeMs >= fromMs).slice(-count)
      const first = Math.max(fromMs, openMs)
      const pieces: LogLine[][] = []
      let found = 0
      let length = chunkMs / 4
      for (let until = untilMs; until > first && found < count; until -= length, length = chunkMs) {
        const piece = make(Math.max(first, until - length), until)
        pieces.unshift(piece)
        found += piece.length
        await setImmediate()
      }
      return pieces.flat().slice(-count)
    },
    follow(fromMs) {
      let lastMs = fromMs
      let nextSlot = Math.floor((fromMs - longestStoryMs) / 1000)
      let pending: LogLine[] = []
      return (untilMs) => {
        for (; nextSlot * 1000 <= untilMs; nextSlot += 1) {
          for (const line of source.listBegun(container, nextSlot)) {
            if (line.timeMs >= fromMs && line.timeMs >= openMs) pending.push(line)
          }
        }
        const own = source.listOwn(container, lastMs, untilMs)
        lastMs = untilMs
        const due = [...pending.filter(({ timeMs }) => timeMs < untilMs), ...own]
        pending = pending.filter(({ timeMs }) => timeMs >= untilMs)
        return due.sort((left, right) => left.timeMs - right.timeMs)
      }
    },
  }
}

/** For how long the log reaches back before the file is full, by what the last seconds wrote. */
function estimateKept(make: (fromMs: number, untilMs: number) => LogLine[], untilMs: number): number {
  const bytes = make(untilMs - chunkMs, untilMs).reduce((sum, { text }) => sum + text.length + 40, 0)
  return bytes === 0 ? Number.POSITIVE_INFINITY : (fileBytes / bytes) * chunkMs
}
