import { createResumePoint } from '#components/logs/feed/resume-point.ts'
import { type ApiProblem, isApiProblem } from '#components/query/api-problem.ts'
import type { CallInput } from '#contract/define-call.ts'
import type { LogEvent, LogLine, logs } from '#contract/logs.ts'

/** How a stream stands. `resting`: closed while nobody looks, to go on where it was. */
export type StreamState = 'opening' | 'open' | 'resting' | 'broken' | 'ended'

export type LogsQuestion = CallInput<typeof logs>

/** Asks for the lines; resolves when there are no more. Throws ApiProblem. */
export type OpenLogs = (
  question: LogsQuestion,
  told: { signal: AbortSignal; onOpen: () => void; onEvents: (events: readonly LogEvent[]) => void },
) => Promise<void>

export interface StreamFacts {
  readonly state: StreamState
  readonly problem: ApiProblem | undefined
  /** After a break more lines were written than can be had: some may be missing. */
  readonly gap: boolean
}

export interface LogStream {
  read(): StreamFacts
  /** Opens it, unless it is open: the first time, or where it was. */
  start(): void
  /** Closes it, to go on later. */
  rest(): void
  /** Of lines that came, those that were not told before the stream was opened anew. */
  keepNew(lines: readonly LogLine[]): readonly LogLine[]
  forgetGap(): void
  stop(): void
}

/** What the contract lets ask for at once, of each container. */
const mostTail = 10_000
/** A stream that broke may have been cut off so long before it was noticed. */
const silentMs = 60_000
const firstWaitMs = 500
const longestWaitMs = 15_000

/** One log that is opened again when it breaks, from the last line on. `live: false` answers once and is not. */
export function createLogStream(
  question: LogsQuestion,
  facts: {
    readonly live: boolean
    readonly open: OpenLogs
    readonly now: () => number
    readonly onEvents: (events: readonly LogEvent[]) => void
    readonly onChange: () => void
  },
): LogStream {
  const { live, open, now, onEvents, onChange } = facts
  const resume = createResumePoint()
  let stands: StreamFacts = { state: 'opening', problem: undefined, gap: false }
  let current: AbortController | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let tries = 0
  /** Up to when everything was told. */
  let closedMs = 0
  const change = (part: Partial<StreamFacts>) => {
    stands = { ...stands, ...part }
    onChange()
  }
  const endWith = (problem: ApiProblem | undefined) => {
    current = undefined
    closedMs = now() - silentMs
    const broke = problem ? problem.retry : live
    if (broke) {
      retry = setTimeout(start, Math.min(firstWaitMs * 2 ** tries, longestWaitMs))
      tries += 1
    }
    change({ problem, state: broke ? 'broken' : 'ended' })
  }
  const start = () => {
    clearTimeout(retry)
    if (current) return
    const own = new AbortController()
    current = own
    const since = resume.restart(closedMs)
    change({ state: 'opening' })
    open(since === undefined || !live ? question : { ...question, since, tailLines: mostTail }, {
      signal: own.signal,
      onOpen: () => {
        if (current !== own) return
        tries = 0
        change({ state: 'open', problem: undefined })
      },
      onEvents: (events) => {
        if (current === own) onEvents(events)
      },
    }).then(
      () => {
        if (current === own) endWith(undefined)
      },
      (error: unknown) => {
        if (current !== own) return
        if (!isApiProblem(error)) throw error
        endWith(error)
      },
    )
  }
  const close = () => {
    clearTimeout(retry)
    if (current) closedMs = now()
    current?.abort()
    current = undefined
  }
  return {
    read: () => stands,
    start,
    rest: () => {
      if (!live || stands.state === 'ended') return
      close()
      change({ state: 'resting' })
    },
    keepNew: (lines) => {
      const fresh = resume.keepNew(lines, now())
      if (!stands.gap && resume.mayMiss(mostTail)) change({ gap: true })
      return fresh
    },
    forgetGap: () => change({ gap: false }),
    stop: close,
  }
}
