import type * as z from 'zod/mini'
import type { Call } from '#contract/define-call.ts'
import { getProcessState } from '#server/adapters/process-state.ts'
import { openContext } from '#server/http/open-context.ts'
import { callDeadlineMs } from '#server/http/serve-call.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'

/**
 * Begins a dear answer while the page that will ask for it is still on its way to the browser, so that its scripts and
 * the data sources work at the same time. The answer goes nowhere: the use case keeps it, or shares it with whoever asks
 * meanwhile, and who asks is told of failures. Nothing is begun for pages that are only fetched ahead.
 *
 * @param choose what the page is going to ask; undefined where that is not known yet
 */
export function beginCall<Input extends z.ZodMiniType, Output extends z.ZodMiniType>(
  call: Call<Input, Output>,
  answer: UseCase<z.output<Input>, z.input<Output>>,
  headers: Headers,
  choose: (context: UseCaseContext) => Promise<z.input<Input> | undefined>,
): void {
  if (headers.has('next-router-prefetch')) return
  const state = getProcessState()
  const begin = async () => {
    const signal = AbortSignal.any([state.draining, AbortSignal.timeout(callDeadlineMs)])
    const context = await openContext(headers, state, { signal, log: state.log })
    const input = await choose(context)
    if (input !== undefined) await answer(call.input.parse(input), context)
  }
  begin().catch(() => undefined)
}
