import { queryOptions } from '@tanstack/react-query'
import { isApiProblem } from '#components/query/api-problem.ts'
import { sendCall } from '#components/query/send-call.ts'
import type { Call, CallInput } from '#contract/define-call.ts'

/** TanStack options of a reading call. The key is `[call.name, input]`; nobody writes keys by hand. */
export function callOptions<C extends Call>(call: C, input: CallInput<C>) {
  return queryOptions({
    queryKey: [call.name, input] as const,
    queryFn: ({ signal }) => sendCall(call, input, signal),
    retry: mayRetry,
  })
}

const retries = 2

/** Asks again only where the server says that it can help: never what is invalid, forbidden or not found. */
export function mayRetry(failures: number, error: unknown): boolean {
  return failures < retries && isApiProblem(error) && error.retry
}
