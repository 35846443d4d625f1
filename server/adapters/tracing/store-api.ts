import { describeStatus, describeStranger } from '#server/adapters/tracing/problems.ts'
import type { Trace, TraceQuestion } from '#server/adapters/tracing/types.ts'
import type { Asked, TextAnswer, TextReader } from '#server/adapters/upstream/text-reader.ts'

/** One HTTP API of a tracing store, whichever server speaks it. */
export interface StoreApi {
  readonly name: StoreApiName
  readonly product: 'Jaeger' | 'Tempo'
  /** Resolves when the server that answers speaks this API. Throws the Problem of what it answered else. */
  recognise(ask: Ask): Promise<void>
  listServices(ask: Ask): Promise<readonly string[]>
  findTraces(question: TraceQuestion, ask: Ask): Promise<readonly Trace[]>
  readTrace(traceId: string, ask: Ask): Promise<Trace | undefined>
}

export type StoreApiName = 'jaeger-v3' | 'jaeger-older' | 'tempo'

/** Asks a path. Throws the Problem of whatever is no 2xx; a 404 is `not-found`. */
export type Ask = (path: string) => Promise<TextAnswer>

const readLimitBytes = 64 * 1024 * 1024

export function createAsk(reader: TextReader, deadlineMs: number, signal: AbortSignal): Ask {
  return async (path) => {
    const answer = await reader.read({ path, deadlineMs, limitBytes: readLimitBytes, signal })
    if (answer.status >= 200 && answer.status < 300) return answer
    const asked = { address: reader.address, target: path.split('?', 1)[0] ?? '' }
    throw describeStatus(asked, answer.status, answer.text)
  }
}

/** Traces that a parser found in a text. Throws the Problem of a stranger where it found no answer of its API. */
export function readTraces(
  parse: (text: string) => readonly Trace[] | undefined,
  text: string,
  asked: Asked,
): readonly Trace[] {
  const traces = parse(text)
  if (!traces) throw describeStranger(asked, text)
  return traces
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
