import * as z from 'zod'
import { parseJaeger } from '#server/adapters/tracing/parse-jaeger.ts'
import { parseOtlp } from '#server/adapters/tracing/parse-otlp.ts'
import { describeStranger } from '#server/adapters/tracing/problems.ts'
import { type Ask, parseJson, readTraces, type StoreApi } from '#server/adapters/tracing/store-api.ts'
import type { TraceQuestion } from '#server/adapters/tracing/types.ts'
import type { UpstreamPlace } from '#server/adapters/upstream/text-reader.ts'
import { isProblem } from '#server/problem.ts'

/** `/api/v3`, the only one that searches after Jaeger 2.20 (cmd/jaeger/internal/extension/jaegerquery, apiv3). */
export function createV3Api(place: UpstreamPlace): StoreApi {
  const listServices = async (ask: Ask) => {
    const path = '/api/v3/services'
    const { text } = await ask(path)
    const parsed = z.object({ services: z.array(z.string()).nullish() }).safeParse(parseJson(text))
    if (!parsed.success) throw describeStranger({ address: place.address, target: path }, text)
    return [...(parsed.data.services ?? [])].sort()
  }
  return {
    name: 'jaeger-v3',
    product: 'Jaeger',
    recognise: async (ask) => void (await listServices(ask)),
    listServices,
    findTraces: async (question, ask) => {
      const path = '/api/v3/traces'
      try {
        const { text } = await ask(`${path}?${buildV3Query(question)}`)
        return readTraces(parseOtlp, text, { address: place.address, target: path })
      } catch (error) {
        // It says 404 where it found none.
        if (isProblem(error) && error.kind === 'not-found') return []
        throw error
      }
    },
    readTrace: async (traceId, ask) => {
      const path = `/api/v3/traces/${traceId}`
      const { text } = await ask(path)
      const traces = readTraces(parseOtlp, text, { address: place.address, target: path })
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

/** The API of Jaeger 1, and of 2 up to 2.20 (apiv2, internal/http_handler.go). */
export function createOlderApi(place: UpstreamPlace): StoreApi {
  const listServices = async (ask: Ask) => {
    const path = '/api/services'
    const { text } = await ask(path)
    const parsed = z.object({ data: z.array(z.string()).nullable() }).safeParse(parseJson(text))
    if (!parsed.success) throw describeStranger({ address: place.address, target: path }, text)
    return [...(parsed.data.data ?? [])].sort()
  }
  const parse = (text: string) => parseJaeger(parseJson(text))
  return {
    name: 'jaeger-older',
    product: 'Jaeger',
    recognise: async (ask) => void (await listServices(ask)),
    listServices,
    findTraces: async (question, ask) => {
      const path = '/api/traces'
      const { text } = await ask(`${path}?${buildOlderQuery(question)}`)
      return readTraces(parse, text, { address: place.address, target: path })
    },
    readTrace: async (traceId, ask) => {
      const path = `/api/traces/${traceId}`
      const { text } = await ask(path)
      return readTraces(parse, text, { address: place.address, target: path })[0]
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
