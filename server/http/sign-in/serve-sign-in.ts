import type * as z from 'zod/mini'
import type { Call } from '#contract/define-call.ts'
import { getProcessState, type ProcessState } from '#server/adapters/process-state.ts'
import { parseBody, parseQuery } from '#server/http/parse-input.ts'
import { presentProblem, problemHeaders } from '#server/http/problem-response.ts'
import { callDeadlineMs } from '#server/http/serve-call.ts'
import { requestIdHeader } from '#server/http/session.ts'
import { recordSignIn } from '#server/http/sign-in/record-sign-in.ts'

/** One who wants to sign in: nobody yet. */
export interface Visit {
  readonly state: ProcessState
  readonly headers: Headers
  readonly signal: AbortSignal
}

export interface SignInAnswer<Output> {
  readonly output: Output
  readonly cookies?: readonly string[]
}

/**
 * The Next route handler of a call that leads to a session and so cannot need one. What it asks of the cluster, it asks with
 * what the visitor brought.
 */
export function serveSignIn<Input extends z.ZodMiniType, Output extends z.ZodMiniType>(
  call: Call<Input, Output>,
  answer: (input: z.output<Input>, visit: Visit) => Promise<SignInAnswer<z.input<Output>>>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const state = getProcessState()
    const requestId = request.headers.get(requestIdHeader) ?? crypto.randomUUID()
    const log = state.log.child({ requestId, call: call.name })
    const headers = new Headers({ 'cache-control': 'private, no-store', vary: 'cookie' })
    try {
      const input =
        call.method === 'GET'
          ? parseQuery(call, new URL(request.url).searchParams)
          : await parseBody(call, request)
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(callDeadlineMs)])
      const { output, cookies = [] } = await answer(input, { state, headers: request.headers, signal })
      for (const cookie of cookies) headers.append('set-cookie', cookie)
      log.info({ status: 200 }, 'call')
      return Response.json(output, { headers })
    } catch (error) {
      const problem = presentProblem(error, requestId)
      await recordSignIn(state, request.headers, { code: problem.code })
      if (problem.kind === 'bug') log.error({ err: error }, 'a fault of the console')
      else log.info({ status: problem.status, code: problem.code }, 'call')
      for (const [name, value] of Object.entries(problemHeaders)) headers.set(name, value)
      const { seconds } = problem.params
      if (problem.status === 429 && seconds !== undefined) headers.set('retry-after', String(seconds))
      return Response.json(problem, { status: problem.status, headers })
    }
  }
}
