import { isProblem, type Problem } from '#server/problem.ts'

export interface CircuitState {
  readonly state: 'ok' | 'degraded' | 'down'
  readonly sinceMs: number
  readonly lastGoodMs?: number
  readonly problem?: Problem
}

export interface Circuit {
  /** The failure that the last questions ended in, and how long it still rests, while none may be asked. */
  resting(): { readonly problem: Problem; readonly leftMs: number } | undefined
  /** Runs a question and learns from how it ends. */
  watch<Answer>(ask: () => Promise<Answer>): Promise<Answer>
  state(): CircuitState
  onChange(listen: () => void): () => void
}

const failuresToOpen = 3
const restMs = 4000

/** Failures that say that the server does not answer at all, not that it dislikes a question. */
const silences: ReadonlySet<string> = new Set([
  'prometheus-unreachable',
  'prometheus-untrusted',
  'prometheus-client-expired',
  'prometheus-timeout',
  'prometheus-garbled',
])

/**
 * After three unanswered questions in a row the next ones fail at once for a few seconds; then one question is let
 * through, and its end decides. A question that the server itself gave up (its own timeout, 422) is an answer.
 */
export function createCircuit(now: () => number = Date.now): Circuit {
  let failures = 0
  let silentFailures = 0
  let openUntilMs = 0
  let probing = false
  let last: Problem | undefined
  let state: CircuitState = { state: 'ok', sinceMs: now() }
  const listeners = new Set<() => void>()

  const become = (next: CircuitState['state'], problem?: Problem) => {
    const changed = state.state !== next
    const lastGoodMs = next === 'ok' ? now() : state.lastGoodMs
    state = {
      state: next,
      sinceMs: changed ? now() : state.sinceMs,
      ...(lastGoodMs === undefined ? {} : { lastGoodMs }),
      ...(problem ? { problem } : {}),
    }
    if (changed) for (const listen of listeners) listen()
  }

  const learnFailure = (problem: Problem) => {
    // A question that the server dislikes says nothing about the server.
    if (problem.kind === 'invalid' || problem.kind === 'refused' || problem.kind === 'unsupported') return
    const silent = silences.has(problem.code)
    silentFailures = silent ? silentFailures + 1 : 0
    failures += problem.code === 'prometheus-query-timeout' ? 0 : 1
    if (silentFailures >= failuresToOpen) {
      last = problem
      openUntilMs = now() + restMs
    }
    become(failures >= failuresToOpen ? 'down' : 'degraded', problem)
  }

  return {
    resting: () => {
      if (silentFailures < failuresToOpen || !last) return undefined
      const leftMs = openUntilMs - now()
      return leftMs > 0 || probing ? { problem: last, leftMs: Math.max(0, leftMs) } : undefined
    },
    watch: async (ask) => {
      const isProbe = silentFailures >= failuresToOpen
      if (isProbe) probing = true
      try {
        const answer = await ask()
        failures = 0
        silentFailures = 0
        become('ok')
        return answer
      } catch (error) {
        if (isProblem(error)) learnFailure(error)
        throw error
      } finally {
        if (isProbe) probing = false
      }
    },
    state: () => state,
    onChange: (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
  }
}
