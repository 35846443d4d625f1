import type { CallArguments } from '#contract/define-call.ts'
import type { LogEvent, LogSource, logs } from '#contract/logs.ts'
import { isProblem, Problem } from '#server/problem.ts'
import type { StreamCase, UseCaseContext } from '#server/usecases/context.ts'
import {
  chooseLoggedContainers,
  compareContainers,
  type LoggedContainer,
} from '#server/usecases/stages/choose-logged-containers.ts'
import { createLogQueue, type LogQueue } from '#server/usecases/stages/log-queue.ts'
import { presentLogProblem } from '#server/usecases/stages/present-log-problem.ts'
import { readView } from '#server/usecases/stages/read-view.ts'

type Input = CallArguments<typeof logs>

/** Lines are told in batches: one event for each would cost more than the lines. */
const batchMs = 100
const linesPerEvent = 2_000
/** Pods come and go, and rights end: both are looked at this often. */
const refreshMs = 5_000

/**
 * The newest lines of each container asked for and then each new one, as the viewer; pods that come later are followed
 * too. Throws Problem not-found as `readLogs` does, and invalid for what only the past has.
 */
export const streamLogs: StreamCase<Input, LogEvent> = async (input, context) => {
  if (input.previous || input.until !== undefined)
    throw new Problem({
      kind: 'invalid',
      code: 'logs-live-past',
      issues: [{ path: input.previous ? 'previous' : 'until', message: 'is not for a live log' }],
    })
  const chosen = await choose(input, context)
  return follow(input, context, chosen)
}

type Chosen = ReturnType<typeof chooseLoggedContainers>

async function choose(input: Input, context: UseCaseContext): Promise<Chosen> {
  const { cut, labels } = await readView(context)
  return chooseLoggedContainers(input, cut, labels)
}

interface Followed {
  state: LogSource
  stop: () => void
}

async function* follow(input: Input, context: UseCaseContext, first: Chosen): AsyncGenerator<LogEvent> {
  const { signal } = context
  const queue = createLogQueue()
  const followed = new Map<string, Followed>()
  let changed = true
  const update = (key: string, change: Partial<LogSource>) => {
    const known = followed.get(key)
    if (!known) return
    const { problem: _, ...state } = known.state
    known.state = { ...state, ...change }
    changed = true
    queue.wake()
  }
  const apply = ({ sources }: Pick<Chosen, 'sources'>) => {
    for (const source of sources) {
      const key = `${source.pod}/${source.container}`
      if (followed.has(key)) continue
      const state: LogSource = { ...source, state: 'waiting' }
      // Known before it is followed: a log that is followed already tells its state at once.
      const one: Followed = { state, stop: () => {} }
      followed.set(key, one)
      one.stop = followSource(source, input, context, { queue, tell: (change) => update(key, change) })
      changed = true
    }
  }
  const refresh = async () => {
    try {
      const chosen = await choose(input, context)
      stopUnseen(followed, chosen.sources)
      apply(chosen)
    } catch (error) {
      if (!isProblem(error)) throw error
      // All pods are gone, or none may be seen any more: what is still followed ends by itself or here.
      if (error.kind === 'not-found') stopUnseen(followed, [])
    }
  }
  // A wakening now and then, so that pods are looked for while no line comes.
  const alarm = setInterval(queue.wake, refreshMs)
  let refreshedMs = performance.now()
  try {
    apply(first)
    if (first.notices.length > 0) yield { type: 'notices', notices: [...first.notices] }
    while (!signal.aborted) {
      await queue.wait(signal)
      const { lines, dropped } = queue.take()
      if (changed) {
        changed = false
        yield {
          type: 'sources',
          sources: [...followed.values()].map(({ state }) => state).sort(compareContainers),
        }
      }
      if (dropped > 0) yield { type: 'dropped', lines: dropped }
      for (let from = 0; from < lines.length; from += linesPerEvent)
        yield { type: 'lines', lines: lines.slice(from, from + linesPerEvent) }
      if (performance.now() - refreshedMs >= refreshMs) {
        await refresh()
        refreshedMs = performance.now()
      }
      await pause(batchMs, signal)
    }
  } finally {
    clearInterval(alarm)
    for (const { stop } of followed.values()) stop()
  }
}

function followSource(
  source: LoggedContainer,
  { namespace, tailLines, since }: Input,
  { adapters, session }: UseCaseContext,
  { queue, tell }: { queue: LogQueue; tell: (change: Partial<LogSource>) => void },
): () => void {
  const { pod, container } = source
  // The API takes whole seconds, so lines from before the moment may come.
  const sinceTime = since === undefined ? undefined : new Date(since).toISOString()
  const isAsked = ({ time }: { time: string }) =>
    sinceTime === undefined || time === '' || time >= sinceTime.replace('Z', '')
  return adapters.kubernetes.followLog(
    session.viewer,
    { namespace, pod, container },
    { tailLines, ...(sinceTime !== undefined && { sinceTime }) },
    {
      lines: (lines) => queue.push(lines.filter(isAsked).map((line) => ({ ...line, pod, container }))),
      state: (state, problem) => tell(problem ? { state, problem: presentLogProblem(problem) } : { state }),
      end: (problem) =>
        tell({
          state: problem.kind === 'not-found' ? 'ended' : 'failed',
          problem: presentLogProblem(problem),
        }),
    },
  )
}

/** Ends the following of what is no longer among the chosen; a pod that is gone is told `ended` by its log before. */
function stopUnseen(followed: ReadonlyMap<string, Followed>, sources: readonly LoggedContainer[]): void {
  const seen = new Set(sources.map(({ pod, container }) => `${pod}/${container}`))
  for (const [key, one] of followed) {
    if (seen.has(key) || one.state.state === 'ended') continue
    one.stop()
    one.state = { ...one.state, state: 'ended' }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    if (signal.aborted) done()
    else signal.addEventListener('abort', done, { once: true })
  })
}
