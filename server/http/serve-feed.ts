import type * as z from 'zod/mini'
import type { Call } from '#contract/define-call.ts'
import { getProcessState, type ProcessState } from '#server/adapters/process-state.ts'
import { eventStreamHeaders, heartbeatMs, stillHolds, takePlace } from '#server/http/hold-stream.ts'
import { openContext } from '#server/http/open-context.ts'
import { parseQuery } from '#server/http/parse-input.ts'
import { presentProblem, problemHeaders } from '#server/http/problem-response.ts'
import { recordCall } from '#server/http/record-call.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { requestIdHeader } from '#server/http/session.ts'
import type { StreamCase, UseCase, ViewerSession } from '#server/usecases/context.ts'

/**
 * The Next route handler of a call that answers at once as JSON or, to who accepts `text/event-stream`, goes on telling
 * what comes. A reader who does not read is not told more than the connection holds: the use case keeps or drops. The
 * stream ends when the reader goes, the process drains, or the session no longer holds.
 */
export function serveFeed<Input extends z.ZodMiniType, Output extends z.ZodMiniType, Event>(
  call: Call<Input, Output>,
  answer: UseCase<z.output<Input>, z.input<Output>>,
  stream: StreamCase<z.output<Input>, Event>,
): (request: Request) => Promise<Response> {
  const answerOnce = serveCall(call, answer)
  return async (request) => {
    if (!wantsEvents(request.headers)) return answerOnce(request)
    const state = getProcessState()
    const requestId = request.headers.get(requestIdHeader) ?? crypto.randomUUID()
    const log = state.log.child({ requestId, call: call.name })
    const stop = new AbortController()
    const record = recordCall(call, request.headers, state, requestId)
    let release = () => {}
    try {
      const signal = AbortSignal.any([request.signal, state.draining, stop.signal])
      const context = await openContext(request.headers, state, { signal, log })
      const { session } = context
      record.name(session)
      const input = parseQuery(call, new URL(request.url).searchParams)
      record.aim(input)
      release = takePlace(state, session)
      const events = await stream(input, context)
      log.info({ identity: session.user.name }, 'stream opened')
      await record.end()
      const body = openBody(events, { request, state, session, stop, release, log })
      return new Response(body, { headers: eventStreamHeaders })
    } catch (error) {
      release()
      const problem = presentProblem(error, requestId)
      await record.end(problem)
      if (problem.kind === 'bug' && !request.signal.aborted)
        log.error({ err: error }, 'a fault of the console')
      return Response.json(problem, { status: problem.status, headers: problemHeaders })
    }
  }
}

function wantsEvents(headers: Headers): boolean {
  return /\btext\/event-stream\b/.test(headers.get('accept') ?? '')
}

interface Held {
  readonly request: Request
  readonly state: ProcessState
  readonly session: ViewerSession
  readonly stop: AbortController
  readonly release: () => void
  readonly log: ProcessState['log']
}

/** Asks the use case for the next event only when the reader has room for it. */
function openBody<Event>(
  events: AsyncIterable<Event>,
  { request, state, session, stop, release, log }: Held,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = events[Symbol.asyncIterator]()
  let beat: NodeJS.Timeout | undefined
  const end = () => {
    clearInterval(beat)
    stop.abort()
    release()
  }
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        beat = setInterval(async () => {
          const holds = await stillHolds(request.headers, state, session)
          if (stop.signal.aborted) return
          if (!holds) stop.abort()
          else if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': beat\n\n'))
        }, heartbeatMs)
      },
      pull: async (controller) => {
        try {
          const next = await iterator.next()
          if (next.done) {
            end()
            controller.close()
          } else controller.enqueue(encoder.encode(`data: ${JSON.stringify(next.value)}\n\n`))
        } catch (error) {
          end()
          if (!request.signal.aborted) log.error({ err: error }, 'a fault of the console')
          controller.error(error)
        }
      },
      cancel: async () => {
        end()
        await iterator.return?.()
      },
    },
    { highWaterMark: 2 },
  )
}
