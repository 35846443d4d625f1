interface Shared<Answer> {
  readonly answer: Promise<Answer>
  readonly stop: AbortController
  waiting: number
}

/**
 * Lets identical questions that are under way at the same time share one answer. A caller who goes away takes only
 * itself: the question is given up when the last one has gone.
 */
export function createSharedQuestions<Answer>(): (
  key: string,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<Answer>,
) => Promise<Answer> {
  const open = new Map<string, Shared<Answer>>()

  const start = (key: string, ask: (signal: AbortSignal) => Promise<Answer>): Shared<Answer> => {
    const stop = new AbortController()
    const forget = () => {
      if (open.get(key) === shared) open.delete(key)
    }
    const shared: Shared<Answer> = { answer: ask(stop.signal).finally(forget), stop, waiting: 0 }
    // Each waiter hears of the failure through its own promise.
    shared.answer.catch(() => undefined)
    open.set(key, shared)
    return shared
  }

  return (key, signal, ask) => {
    if (signal.aborted) return Promise.reject(signal.reason)
    const shared = open.get(key) ?? start(key, ask)
    shared.waiting += 1
    return new Promise<Answer>((resolve, reject) => {
      const leave = () => {
        signal.removeEventListener('abort', abort)
        shared.waiting -= 1
      }
      const abort = () => {
        leave()
        reject(signal.reason)
        if (shared.waiting > 0) return
        open.delete(key)
        shared.stop.abort(signal.reason)
      }
      signal.addEventListener('abort', abort, { once: true })
      shared.answer.then(resolve, reject).finally(leave)
    })
  }
}
