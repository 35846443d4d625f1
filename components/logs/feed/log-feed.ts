import { createLineStore, type LineChoice, type LineView } from '#components/logs/feed/line-store.ts'
import {
  createLogStream,
  type LogsQuestion,
  type OpenLogs,
  type StreamFacts,
} from '#components/logs/feed/log-stream.ts'
import { compareTimes } from '#components/logs/feed/merge-lines.ts'
import type { LogEvent, LogLine, LogSource } from '#contract/logs.ts'
import type { Notice } from '#contract/words.ts'

export interface FeedView extends LineView, StreamFacts {
  readonly sources: readonly LogSource[]
  readonly notices: readonly Notice[]
  /** Lines that the writers wrote and the console could not send as fast. */
  readonly dropped: number
  /** Lines that wait while the feed is held. */
  readonly waiting: number
}

export interface LogFeed {
  subscribe(listen: () => void): () => void
  read(): FeedView
  choose(choice: LineChoice): void
  /** Takes in lines that no log wrote, by their times. */
  mix(lines: readonly LogLine[]): void
  /** Holds what is shown still; what comes waits. */
  hold(held: boolean): void
  /** Nobody looks (a hidden tab): the stream is closed, and goes on where it was. */
  rest(resting: boolean): void
  clear(): void
  /** Opens a feed again that ended or waits to be tried. */
  tryAgain(): void
  stop(): void
}

/** So many lines wait while held; then the stream is closed until it goes on. */
const mostWaiting = 20_000
const mostChars = 16 * 1024 * 1024
/** Sorting lines in may hold the page for so long at a time, and is told so often. */
const workMs = 12
const tellEveryMs = 100
/** A page that draws slowly is told less often: of its time it draws at most a third. */
const restPerWork = 2

interface FeedOptions {
  readonly maxLines: number
  /** Whether the answer goes on; one that ends is then opened again. */
  readonly live: boolean
  readonly open: OpenLogs
  readonly now?: () => number
}

/** A log in the browser: one stream while somebody looks, its lines bounded, sorted and chosen. */
export function createLogFeed(
  question: LogsQuestion,
  { maxLines, live, open, now = Date.now }: FeedOptions,
): LogFeed {
  const store = createLineStore({ maxLines, maxChars: mostChars })
  const listeners = new Set<() => void>()
  const queue = createWaitingLines()
  let told: Pick<FeedView, 'sources' | 'notices' | 'dropped'> = { sources: [], notices: [], dropped: 0 }
  let held = false
  let resting = false
  let stopped = false
  let beat: ReturnType<typeof setTimeout> | undefined
  /** How long it took to draw what was told last. */
  let toldMs = 0
  /** Sorts and tells a piece at a time; asked for again while anything is left. */
  const work = () => {
    clearTimeout(beat)
    beat = undefined
    if (stopped) return
    const { left } = store.work(performance.now() + workMs)
    view = look()
    const startMs = performance.now()
    for (const listen of listeners) listen()
    toldMs = performance.now() - startMs
    if (left) beat = setTimeout(work, toldMs)
  }
  const workSoon = () => {
    if (!stopped) beat ??= setTimeout(work, Math.max(tellEveryMs, toldMs * restPerWork))
  }
  const takeLines = (lines: readonly LogLine[]) => {
    if (!held) store.add(lines)
    else if (queue.add(lines)) stream.rest()
  }
  const take = (event: LogEvent) => {
    if (event.type === 'lines') takeLines(stream.keepNew(event.lines))
    else if (event.type === 'dropped') told = { ...told, dropped: told.dropped + event.lines }
    else if (event.type === 'sources') told = { ...told, sources: event.sources }
    else told = { ...told, notices: event.notices }
  }
  const stream = createLogStream(question, {
    live,
    open,
    now,
    onChange: workSoon,
    onEvents: (events) => {
      for (const event of events) take(event)
      workSoon()
    },
  })
  const look = (): FeedView => ({ ...store.read(), ...stream.read(), ...told, waiting: queue.count() })
  let view = look()
  const goOn = () => {
    if (!stopped && !resting && !queue.isFull()) stream.start()
  }
  goOn()
  return {
    subscribe: (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    read: () => view,
    choose: (choice) => {
      store.choose(choice)
      work()
    },
    mix: (lines) => {
      takeLines(lines)
      workSoon()
    },
    hold: (next) => {
      if (held === next) return
      held = next
      if (!held) {
        store.add(queue.take())
        if (stream.read().state === 'resting') goOn()
      }
      work()
    },
    rest: (next) => {
      if (resting === next) return
      resting = next
      if (resting) stream.rest()
      else if (stream.read().state === 'resting') goOn()
    },
    clear: () => {
      store.clear()
      queue.take()
      told = { ...told, dropped: 0 }
      stream.forgetGap()
      work()
    },
    tryAgain: goOn,
    stop: () => {
      stopped = true
      clearTimeout(beat)
      stream.stop()
      listeners.clear()
    },
  }
}

/** Lines that came while the feed is held. */
function createWaitingLines() {
  let lines: LogLine[] = []
  let chars = 0
  const isFull = () => lines.length >= mostWaiting || chars >= mostChars
  return {
    count: () => lines.length,
    isFull,
    /** Whether no more should come. */
    add: (more: readonly LogLine[]): boolean => {
      for (const line of more) {
        lines.push(line)
        chars += line.text.length
      }
      return isFull()
    },
    /** All of them, by their times. */
    take: (): readonly LogLine[] => {
      const taken = lines.sort((a, b) => compareTimes({ line: a }, { line: b }))
      lines = []
      chars = 0
      return taken
    },
  }
}
