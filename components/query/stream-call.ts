import { buildUnreachable, parseProblem } from '#components/query/api-problem.ts'
import { leaveUnknown } from '#components/query/go-to-sign-in.ts'
import { buildCallAddress } from '#components/query/send-call.ts'
import { nextTask } from '#components/ui/next-task.ts'
import type { Call, CallInput } from '#contract/define-call.ts'

/** The server's heart beats every 15 s; a stream that is silent for three of them is gone without having said so. */
const silentMs = 45_000
/** What has come may be read for so long before the page has its turn: what waits in the stream would else be read in one go. */
const pieceMs = 10

/**
 * Asks a call for its live answer and tells each event's data as text, in batches as they come from the network. Resolves
 * when the stream ends. Throws ApiProblem when it is refused, cannot be reached or falls silent; an abort as it is.
 */
export async function streamCall<C extends Call>(
  call: C,
  input: CallInput<C>,
  {
    signal,
    onOpen,
    onEvents,
  }: { signal: AbortSignal; onOpen: () => void; onEvents: (events: readonly string[]) => void },
): Promise<void> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), silentMs)
  try {
    const response = await fetch(buildCallAddress(call, input), {
      headers: { accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, silence.signal]),
      cache: 'no-store',
      credentials: 'same-origin',
    })
    if (!response.ok) throw leaveUnknown(await parseProblem(response))
    if (!response.body) throw buildUnreachable(new Error('an answer without a body'))
    onOpen()
    const reader = response.body.getReader()
    const decoder = new TextDecoder()
    const split = createEventSplitter()
    let turnMs = performance.now()
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), silentMs)
      const events = split(decoder.decode(read.value, { stream: true }))
      if (events.length > 0) onEvents(events)
      if (performance.now() - turnMs < pieceMs) continue
      await nextTask()
      turnMs = performance.now()
    }
  } catch (cause) {
    if (signal.aborted || !(cause instanceof TypeError || cause instanceof DOMException)) throw cause
    throw buildUnreachable(cause)
  } finally {
    clearTimeout(timer)
  }
}

/** The data of whole events out of a text that comes in pieces; comments and other fields are left out (HTML, §9.2). */
export function createEventSplitter(): (piece: string) => readonly string[] {
  let rest = ''
  return (piece) => {
    // The end of an event may be cut between its two line feeds.
    const searched = Math.max(0, rest.length - 1)
    rest += piece
    const events: string[] = []
    let from = 0
    for (let end = rest.indexOf('\n\n', searched); end >= 0; end = rest.indexOf('\n\n', from)) {
      const data = readData(rest.slice(from, end))
      if (data !== undefined) events.push(data)
      from = end + 2
    }
    rest = rest.slice(from)
    return events
  }
}

function readData(event: string): string | undefined {
  const lines = event.split('\n').filter((line) => line.startsWith('data:'))
  return lines.length === 0 ? undefined : lines.map((line) => line.slice(line[5] === ' ' ? 6 : 5)).join('\n')
}
