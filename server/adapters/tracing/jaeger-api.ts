import * as z from 'zod'
import { parseJaeger } from '#server/adapters/tracing/parse-jaeger.ts'
import { parseOtlp } from '#server/adapters/tracing/parse-otlp.ts'
import { describeStatus, describeStranger } from '#server/adapters/tracing/problems.ts'
import type { Trace, TraceQuestion } from '#server/adapters/tracing/types.ts'
import type { TextAnswer, TextReader, UpstreamPlace } from '#server/adapters/upstream/text-reader.ts'
import { isProblem } from '#server/problem.ts'

/** One of Jaeger's two HTTP APIs. */
export interface JaegerApi {
  listServices(ask: Ask): Promise<readonly string[]>
  findTraces(question: TraceQuestion, ask: Ask): Promise<readonly Trace[]>
  readTrace(traceId: string, ask: Ask): Promise<Trace | undefined>
}

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

/** `/api/v3`, the only one that searches after Jaeger 2.20 (cmd/jaeger/internal/extension/jaegerquery, apiv3). */
export function createV3Api(place: UpstreamPlace): JaegerApi {
  return {
    listServices: async (ask) => {
      const path = '/api/v3/services'
      const { text } = await ask(path)
      const parsed = z.object({ services: z.array(z.string()).nullish() }).safeParse(parseJson(text))
      if (!parsed.success) throw describeStranger({ address: place.address, target: path }, text)
      return [...(parsed.data.services ?? [])].sort()
    },
    findTraces: async (question, ask) => {
      const path = '/api/v3/traces'
      try {
        return readOtlp((await ask(`${path}?${buildV3Query(question)}`)).text, {
          address: place.address,
          target: path,
        })
      } catch (error) {
        // It says 404 where it found none.
        if (isProblem(error) && error.kind === 'not-found') return []
        throw error
      }
    },
    readTrace: async (traceId, ask) => {
      const path = `/api/v3/traces/${traceId}`
      const traces = readOtlp((await ask(path)).text, { address: place.address, target: path })
      return traces.find((trace) => trace.traceId === traceId) ?? traces[0]
    },
  }
}

/** The number of traces is `search_depth`, which Jaeger 2.13 calls `num_traces`; each ignores the other's word. */
function buildV3Query(question: TraceQuestion): URLSearchParams {
  const query = new URLSearchParams({
    'query.service_name': question.service,
    'query.start_time_min': new Date(question.startMs).toISOString(),
    'query.start_time_max': new Date(question.endMs).toISOString(),
    'query.search_depth': String(question.limit),
    'query.num_traces': String(question.limit),
  })
  if (question.operation !== undefined) query.set('query.operation_name', question.operation)
  if (question.tags) query.set('query.attributes', JSON.stringify(question.tags))
  if (question.minDurationMs !== undefined) query.set('query.duration_min', `${question.minDurationMs}ms`)
  if (question.maxDurationMs !== undefined) query.set('query.duration_max', `${question.maxDurationMs}ms`)
  return query
}

function readOtlp(text: string, asked: { address: string; target: string }): readonly Trace[] {
  const traces = parseOtlp(text)
  if (!traces) throw describeStranger(asked, text)
  return traces
}

/** The API of Jaeger 1, and of 2 up to 2.20 (apiv2, internal/http_handler.go). */
export function createOlderApi(place: UpstreamPlace): JaegerApi {
  return {
    listServices: async (ask) => {
      const path = '/api/services'
      const { text } = await ask(path)
      const parsed = z.object({ data: z.array(z.string()).nullable() }).safeParse(parseJson(text))
      if (!parsed.success) throw describeStranger({ address: place.address, target: path }, text)
      return [...(parsed.data.data ?? [])].sort()
    },
    findTraces: async (question, ask) => {
      const path = '/api/traces'
      return readJaeger((await ask(`${path}?${buildOlderQuery(question)}`)).text, {
        address: place.address,
        target: path,
      })
    },
    readTrace: async (traceId, ask) => {
      const path = `/api/traces/${traceId}`
      return readJaeger((await ask(path)).text, { address: place.address, target: path })[0]
    },
  }
}

function buildOlderQuery(question: TraceQuestion): URLSearchParams {
  const query = new URLSearchParams({
    service: question.service,
    start: String(Math.floor(question.startMs * 1000)),
    end: String(Math.ceil(question.endMs * 1000)),
    limit: String(question.limit),
  })
  if (question.operation !== undefined) query.set('operation', question.operation)
  if (question.tags) query.set('tags', JSON.stringify(question.tags))
  if (question.minDurationMs !== undefined) query.set('minDuration', `${question.minDurationMs}ms`)
  if (question.maxDurationMs !== undefined) query.set('maxDuration', `${question.maxDurationMs}ms`)
  return query
}

function readJaeger(text: string, asked: { address: string; target: string }): readonly Trace[] {
  const traces = parseJaeger(parseJson(text))
  if (!traces) throw describeStranger(asked, text)
  return traces
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
