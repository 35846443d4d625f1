import { buildUnreachable, parseProblem } from '#components/query/api-problem.ts'
import { basePath } from '#components/query/base-path.ts'
import { leaveUnknown } from '#components/query/go-to-sign-in.ts'
import type { Call, CallInput, CallOutput } from '#contract/define-call.ts'

/**
 * Asks one call and returns its answer as the contract types it (the server checks its own output). Throws ApiProblem;
 * an abort is thrown as it is, so that TanStack Query knows it for one.
 */
export async function sendCall<C extends Call>(
  call: C,
  input: CallInput<C>,
  signal?: AbortSignal,
): Promise<CallOutput<C>> {
  const hasBody = call.method !== 'GET' && call.method !== 'DELETE'
  const url = hasBody ? `${basePath}${call.path}` : buildCallAddress(call, input)
  let response: Response
  try {
    response = await fetch(url, {
      method: call.method,
      headers: { accept: 'application/json', ...(hasBody ? { 'content-type': 'application/json' } : {}) },
      ...(hasBody ? { body: JSON.stringify(input) } : {}),
      ...(signal ? { signal } : {}),
      cache: 'no-store',
      credentials: 'same-origin',
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw buildUnreachable(cause)
  }
  if (!response.ok) throw leaveUnknown(await parseProblem(response))
  try {
    return (await response.json()) as CallOutput<C> // serveCall checked it against this very schema.
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw buildUnreachable(cause)
  }
}

/** Where a call without a body is asked: its path under the base path, and the input as its query. */
export function buildCallAddress<C extends Call>(call: C, input: CallInput<C>): string {
  return `${basePath}${call.path}${buildQuery(input)}`
}

/** Input as the query of a GET: lists comma-separated, absent values left out, keys in their own order. */
export function buildQuery(input: unknown): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(input ?? {})) {
    if (value !== undefined) query.set(key, Array.isArray(value) ? value.join(',') : String(value))
  }
  const text = query.toString().replaceAll('%2C', ',')
  return text ? `?${text}` : ''
}
