import { getProcessState } from '#server/adapters/process-state.ts'
import { openContext } from '#server/http/open-context.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'

/** A page is not held up for what only makes it faster. */
const patienceMs = 300

/**
 * What a page reads while it is drawn, as the viewer of its request. Undefined where that fails or takes long, since the
 * page's own calls tell of failures, and in a visit from another page of the console, which draws in the browser.
 */
export async function readForPage<Answer>(
  headers: Headers,
  read: (context: UseCaseContext) => Promise<Answer>,
): Promise<Answer | undefined> {
  if (headers.has('rsc')) return undefined
  const state = getProcessState()
  const signal = AbortSignal.any([state.draining, AbortSignal.timeout(patienceMs)])
  const tooLate = new Promise<undefined>((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  const answer = openContext(headers, state, { signal, log: state.log }).then(read)
  return Promise.race([answer, tooLate]).catch(() => undefined)
}
