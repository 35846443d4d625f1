import * as z from 'zod/mini'
import type { Call } from '#contract/define-call.ts'
import { getProcessState, type ProcessState } from '#server/adapters/process-state.ts'
import { formatAnswer } from '#server/http/format-answer.ts'
import { refuseReader } from '#server/http/open-as-viewer.ts'
import { openContext } from '#server/http/open-context.ts'
import { parseBody, parseQuery } from '#server/http/parse-input.ts'
import { presentProblem, problemHeaders } from '#server/http/problem-response.ts'
import { recordCall } from '#server/http/record-call.ts'
import { requestIdHeader } from '#server/http/session.ts'
import { endRefused } from '#server/http/sign-in/end-refused.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase, ViewerSession } from '#server/usecases/context.ts'

/** Longer than any adapter's own deadline; it ends what would otherwise never end. */
export const callDeadlineMs = 60_000

export interface ServeOptions<Output> {
  /** Headers that the answer brings beside its body: a cookie. */
  readonly answerHeaders?: (
    output: Output,
    facts: { readonly session: ViewerSession; readonly state: ProcessState; readonly headers: Headers },
  ) => AnswerHeaders | Promise<AnswerHeaders>
  /** Whether the call ends the session that asks: it is answered also where that has nothing to ask the cluster with. */
  readonly isLeaving?: boolean
}

type AnswerHeaders = Readonly<Record<string, string | readonly string[]>>

/**
 * The Next route handler of one call. In this order: who asks, whether they may (a reader's write is refused before its
 * input is looked at), what they ask, the use case as that user, the answer or the problem, one log line.
 */
export function serveCall<Input extends z.ZodMiniType, Output extends z.ZodMiniType>(
  call: Call<Input, Output>,
  answer: UseCase<z.output<Input>, z.input<Output>>,
  options: ServeOptions<z.input<Output>> = {},
): (request: Request) => Promise<Response> {
  return async (request) => {
    const state = getProcessState()
    const startMs = performance.now()
    const requestId = request.headers.get(requestIdHeader) ?? crypto.randomUUID()
    const log = state.log.child({ requestId, call: call.name })
    const deadline = AbortSignal.timeout(callDeadlineMs)
    const signal = AbortSignal.any([request.signal, deadline])
    const record = recordCall(call, request.headers, state, requestId)
    let response: Response
    let session: ViewerSession | undefined
    try {
      const { trail } = record
      const context = {
        ...(await openContext(request.headers, state, {
          signal,
          log,
          isLeaving: options.isLeaving ?? false,
        })),
        ...(trail && { trail }),
      }
      session = context.session
      record.name(session)
      if (call.effect === 'write') {
        await refuseReader(state, session, signal)
        if (session.ends) await state.adapters.sessions?.touch(session.id, session.ends, context.nowMs)
      }
      const input = readsBody(call)
        ? await parseBody(call, request)
        : parseQuery(call, new URL(request.url).searchParams)
      record.aim(input)
      const output = await answer(input, context)
      if (state.config.VARDIA_CHECK_OUTPUT) checkOutput(call, output)
      response = buildResponse(200, formatAnswer(output), {
        'content-type': 'application/json',
        ...(await options.answerHeaders?.(output, { session, state, headers: request.headers })),
      })
      await record.end()
    } catch (thrown) {
      const error = deadline.aborted
        ? new Problem({ kind: 'timeout', code: 'deadline', params: { seconds: callDeadlineMs / 1000 } })
        : await endRefused(thrown, session, state)
      const problem = presentProblem(error, requestId)
      await record.end(problem)
      // Whoever has gone is told nothing, and is no fault of ours.
      if (problem.kind === 'bug' && !request.signal.aborted)
        log.error({ err: thrown }, 'a fault of the console')
      response = buildResponse(problem.status, JSON.stringify(problem), problemHeaders)
    }
    const ms = Math.round(performance.now() - startMs)
    log.info({ method: request.method, status: response.status, ms, identity: session?.user.name }, 'call')
    return response
  }
}

function readsBody({ method }: Call): boolean {
  return method !== 'GET' && method !== 'DELETE'
}

function checkOutput(call: Call, output: unknown): void {
  const checked = z.safeParse(call.output, output)
  if (checked.success) return
  const [first] = checked.error.issues
  throw new Error(
    `the answer of ${call.name} breaks its contract at ${first?.path.join('.')}: ${first?.code}`,
  )
}

/** An answer of JSON text. It is packed behind Next (pack-answer.ts), which would drop its encoding. */
function buildResponse(
  status: number,
  body: ReturnType<typeof formatAnswer>,
  given: AnswerHeaders,
): Response {
  const headers = new Headers({ 'cache-control': 'private, no-store', vary: 'cookie' })
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string') headers.set(name, value)
    else for (const each of value) headers.append(name, each)
  }
  return new Response(body, { status, headers })
}
