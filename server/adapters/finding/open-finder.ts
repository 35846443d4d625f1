import { type LookFacts, lookThrough, type Tried } from '#server/adapters/finding/look-through.ts'
import { describeLooking } from '#server/adapters/finding/problems.ts'
import type { Finder, Finding, ReachedServer } from '#server/adapters/finding/types.ts'
import { isProblem } from '#server/problem.ts'

/** A look asks the API server a dozen questions, so one that found nothing is not repeated at once. */
const restMs = 15_000
/** What is asked again and again in the background is looked for ever more seldom, while there is none. */
const longestRestMs = 240_000
/** While the cluster itself does not answer, it is asked again soon: a console starts before its cluster is known. */
const retryMs = 1_000
const lookDeadlineMs = 30_000
/** So many questions in a row that came to nothing mean that the server is gone, or another pod's. */
const failuresToLose = 2

/** Looks at once, in the background, and again whenever what was found has gone. */
export function openFinder(facts: LookFacts): Finder {
  const { source } = facts
  const closing = new AbortController()
  const listeners = new Set<() => void>()
  let tried: readonly Tried[] = [{ finding: { source, state: 'looking' }, path: '' }]
  let looking: Promise<void> | undefined
  let restUntilMs = 0
  let lookedAtMs = Number.NEGATIVE_INFINITY
  let misses = 0
  let failures = 0

  const become = (next: readonly Tried[]) => {
    const before = JSON.stringify(tried.map(({ finding }) => tellApart(finding)))
    tried = next
    if (JSON.stringify(next.map(({ finding }) => tellApart(finding))) === before) return
    for (const listen of [...listeners]) listen()
  }
  const look = async () => {
    try {
      const found = await lookThrough(
        facts,
        AbortSignal.any([closing.signal, AbortSignal.timeout(lookDeadlineMs)]),
      )
      if (closing.signal.aborted) for (const { server } of found) server?.close()
      become(found)
      lookedAtMs = Date.now()
      misses = isFound() ? 0 : misses + 1
      restUntilMs = lookedAtMs + Math.min(restMs * 2 ** Math.max(0, misses - 1), longestRestMs)
      failures = 0
    } catch (error) {
      restUntilMs = Date.now() + retryMs
      lookedAtMs = restUntilMs - restMs
      if (closing.signal.aborted) return
      const problem = isProblem(error) ? error : describeLooking(source)
      become([{ finding: { source, state: 'looking', problem }, path: '' }])
    }
  }
  const isFound = () => tried.some(({ server }) => server)
  const lookOnce = (untilMs = restUntilMs): Promise<void> => {
    if (isFound() || closing.signal.aborted) return Promise.resolve()
    if (!looking && Date.now() < untilMs) return Promise.resolve()
    looking ??= look().finally(() => {
      looking = undefined
    })
    return looking
  }
  const lose = () => {
    for (const { server } of tried) server?.close()
    become([{ finding: { source, state: 'looking' }, path: '' }])
    restUntilMs = 0
    misses = 0
    failures = 0
    void lookOnce()
  }
  const watch = (server: ReachedServer): ReachedServer => ({
    ...server,
    begin: async (question) => {
      const fail = () => {
        failures += 1
        const isCurrent = tried.some((each) => each.server === server)
        if (isCurrent && failures >= failuresToLose) lose()
      }
      try {
        const request = await server.begin(question)
        request.once('error', fail)
        request.once('response', () => {
          failures = 0
        })
        return request
      } catch (error) {
        fail()
        throw error
      }
    },
  })
  void lookOnce()

  return {
    findings: () => tried.map(({ finding }) => finding),
    look: async (signal) => {
      // A person who asks is not to wait for a look that is due in minutes.
      await untilAborted(lookOnce(lookedAtMs + restMs), signal)
      return tried.map(({ finding }) => finding)
    },
    reach: async (signal) => {
      await untilAborted(lookOnce(), signal)
      const found = tried.find(({ server }) => server)
      if (!found?.server) throw tried[0]?.finding.problem ?? describeLooking(source)
      return { server: watch(found.server), path: found.path }
    },
    onChange: (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    close: () => {
      closing.abort(new Error('the console is closing'))
      for (const { server } of tried) server?.close()
    },
  }
}

/** What a person would see a difference in. */
function tellApart({ state, address, by, problem }: Finding) {
  return [state, address, by, problem?.code]
}

function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
