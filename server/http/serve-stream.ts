import type { StreamEvent } from '#contract/stream.ts'
import { getProcessState, type NumberedEvent, type ProcessState } from '#server/adapters/process-state.ts'
import { eventStreamHeaders, heartbeatMs, stillHolds, takePlace } from '#server/http/hold-stream.ts'
import { presentProblem, problemHeaders } from '#server/http/problem-response.ts'
import { recordCall } from '#server/http/record-call.ts'
import { findSession, requestIdHeader } from '#server/http/session.ts'
import type { ViewerSession } from '#server/usecases/context.ts'

const reconnectMs = 2_000

/**
 * `GET /api/v1/stream`: Server-Sent Events (WHATWG HTML, section 9.2) of `contract/stream.ts`. It resumes after
 * `Last-Event-ID`, beats, ends when the process drains or the session no longer holds, and keeps for a slow reader only
 * the newest event of each topic.
 */
export function serveStream(): (request: Request) => Promise<Response> {
  return async (request) => {
    const state = getProcessState()
    const requestId = request.headers.get(requestIdHeader) ?? crypto.randomUUID()
    try {
      const session = await findSession(request.headers, state)
      const release = takePlace(state, session)
      state.log.info({ requestId, call: 'stream', identity: session.user.name }, 'stream opened')
      return new Response(openStream(request, state, session, release), { headers: eventStreamHeaders })
    } catch (error) {
      const problem = presentProblem(error, requestId)
      await recordCall({ name: 'stream' }, request.headers, state, requestId).end(problem)
      if (problem.kind === 'bug') state.log.error({ err: error, requestId }, 'a fault of the console')
      return Response.json(problem, { status: problem.status, headers: problemHeaders })
    }
  }
}

function openStream(
  request: Request,
  state: ProcessState,
  session: ViewerSession,
  release: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const waiting = new Map<StreamEvent['topic'], NumberedEvent>()
  let end = () => release()
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const send = (text: string) => controller.enqueue(encoder.encode(text))
        const tell = (numbered: NumberedEvent) => {
          if ((controller.desiredSize ?? 0) > 0) send(formatEvent(numbered))
          else waiting.set(numbered.event.topic, numbered)
        }
        const unsubscribe = state.events.subscribe(tell)
        let isOpen = true
        const beat = setInterval(async () => {
          const holds = await stillHolds(request.headers, state, session)
          if (!isOpen) return
          if (!holds) close()
          else if ((controller.desiredSize ?? 0) > 0) send(': beat\n\n')
        }, heartbeatMs)
        end = () => {
          isOpen = false
          unsubscribe()
          clearInterval(beat)
          state.draining.removeEventListener('abort', close)
          request.signal.removeEventListener('abort', close)
          release()
        }
        const close = () => {
          end()
          try {
            controller.close()
          } catch {
            // The reader had gone first.
          }
        }
        state.draining.addEventListener('abort', close, { once: true })
        request.signal.addEventListener('abort', close, { once: true })
        send(`retry: ${reconnectMs}\n\n`)
        const lastId = request.headers.get('last-event-id')
        for (const numbered of lastId ? state.events.listAfter(lastId) : []) send(formatEvent(numbered))
      },
      pull: (controller) => {
        for (const numbered of waiting.values()) controller.enqueue(encoder.encode(formatEvent(numbered)))
        waiting.clear()
      },
      cancel: () => end(),
    },
    { highWaterMark: 16 },
  )
}

function formatEvent({ id, event }: NumberedEvent): string {
  return `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`
}
