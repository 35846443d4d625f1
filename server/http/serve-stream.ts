import type { StreamEvent } from '#contract/stream.ts'
import { getProcessState, type NumberedEvent, type ProcessState } from '#server/adapters/process-state.ts'
import { presentProblem, problemHeaders } from '#server/http/problem-response.ts'
import { findSession, requestIdHeader } from '#server/http/session.ts'
import { Problem } from '#server/problem.ts'
import type { ViewerSession } from '#server/usecases/context.ts'

/** A browser opens six connections to one origin, and one stream a tab: this is a room full of tabs. */
export const streamsPerSession = 32
/** Proxies drop connections that are silent for 30 to 60 s; the session is looked at again at each beat. */
const heartbeatMs = 15_000
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
      if (state.draining.aborted) throw new Problem({ kind: 'unavailable', code: 'draining' })
      const session = findSession(request.headers, state)
      const release = takePlace(state, session)
      state.log.info({ requestId, call: 'stream', identity: session.viewer.identity }, 'stream opened')
      return new Response(openStream(request, state, session, release), {
        headers: {
          'content-type': 'text/event-stream; charset=utf-8',
          // no-transform: a compressor in between would hold events back.
          'cache-control': 'private, no-store, no-transform',
          'x-accel-buffering': 'no',
        },
      })
    } catch (error) {
      const problem = presentProblem(error, requestId)
      if (problem.kind === 'bug') state.log.error({ err: error, requestId }, 'a fault of the console')
      return Response.json(problem, { status: problem.status, headers: problemHeaders })
    }
  }
}

/** Counts the stream for its session; returns the undo. Throws when the session holds too many. */
function takePlace(state: ProcessState, { id }: ViewerSession): () => void {
  const open = state.streams.get(id) ?? 0
  if (open >= streamsPerSession)
    throw new Problem({ kind: 'refused', code: 'too-many-streams', params: { limit: streamsPerSession } })
  state.streams.set(id, open + 1)
  state.meter.changeStreams(1)
  let held = true
  return () => {
    if (!held) return
    held = false
    const left = (state.streams.get(id) ?? 1) - 1
    if (left > 0) state.streams.set(id, left)
    else state.streams.delete(id)
    state.meter.changeStreams(-1)
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
        const beat = setInterval(() => {
          if (!stillHolds(request.headers, state, session)) close()
          else if ((controller.desiredSize ?? 0) > 0) send(': beat\n\n')
        }, heartbeatMs)
        end = () => {
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

function stillHolds(headers: Headers, state: ProcessState, { viewer }: ViewerSession): boolean {
  try {
    return findSession(headers, state).viewer.identity === viewer.identity
  } catch {
    return false
  }
}

function formatEvent({ id, event }: NumberedEvent): string {
  return `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`
}
