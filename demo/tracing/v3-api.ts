import {
  answerJson,
  BadParameter,
  parseTags,
  parseTraceIdText,
  parseWhole,
  refuseV3,
  type TracingAnswer,
} from '#demo/tracing/answers.ts'
import { parseDuration } from '#demo/tracing/durations.ts'
import { presentOtlp, presentSummary } from '#demo/tracing/present-otlp.ts'
import type { Span } from '#demo/tracing/spans.ts'
import type { TraceQuery, TraceStore } from '#demo/tracing/trace-store.ts'

const prefix = '/api/v3'

/** Jaeger's /api/v3 (cmd/jaeger/internal/extension/jaegerquery, apiv3/http_gateway.go); undefined for no path of it. */
export async function answerV3(
  store: TraceStore,
  path: string,
  query: URLSearchParams,
): Promise<TracingAnswer | undefined> {
  if (!path.startsWith(`${prefix}/`)) return undefined
  const rest = path.slice(prefix.length)
  try {
    if (rest === '/services') return answerJson({ services: store.listServices() })
    if (rest === '/operations') return answerJson({ operations: listOperations(store, query) })
    if (rest === '/traces') return answerFound(await store.findTraces(parseQuery(query)))
    if (rest === '/trace-summaries') {
      const traces = await store.findTraces(parseQuery(query))
      return answerJson({ summaries: traces.map(presentSummary) })
    }
    const [, id] = /^\/traces\/([^/]+)$/.exec(rest) ?? []
    if (id === undefined) return undefined
    const spans = store.readTrace(readParameter('trace_id', () => parseTraceIdText(id)))
    return answerFound(spans ? [spans] : [])
  } catch (error) {
    if (error instanceof BadParameter) return refuseV3(400, error.message)
    throw error
  }
}

function answerFound(traces: readonly (readonly Span[])[]): TracingAnswer {
  return traces.length === 0 ? refuseV3(404, 'No traces found') : answerJson(presentOtlp(traces))
}

function listOperations(store: TraceStore, query: URLSearchParams) {
  const kind = query.get('span_kind') ?? ''
  return store
    .listOperations(query.get('service') ?? '')
    .filter((operation) => kind === '' || operation.kind === kind)
    .map(({ name, kind: spanKind }) => ({ name, spanKind }))
}

function readParameter<Value>(name: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw new BadParameter(
      `malformed parameter ${name}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Each parameter goes by two names: `query.start_time_min` and `query.startTimeMin`. */
function parseQuery(query: URLSearchParams): TraceQuery {
  const find = (name: string): string | undefined => {
    const camel = name.replace(/_(\w)/g, (_whole, letter: string) => letter.toUpperCase())
    return query.get(`query.${camel}`) || query.get(`query.${name}`) || undefined
  }
  const read = <Value>(name: string, parse: (text: string) => Value): Value | undefined => {
    const found = find(name)
    return found === undefined ? undefined : readParameter(`query.${name}`, () => parse(found))
  }
  const startMinMs = read('start_time_min', parseTime)
  const startMaxMs = read('start_time_max', parseTime)
  if (startMinMs === undefined || startMaxMs === undefined) {
    throw new BadParameter('query.startTimeMin and query.startTimeMax are required')
  }
  const service = find('service_name')
  const operation = find('operation_name')
  const durationMinMs = read('duration_min', parseDuration)
  const durationMaxMs = read('duration_max', parseDuration)
  return {
    startMinMs,
    startMaxMs,
    limit: read('search_depth', parseWhole) ?? read('num_traces', parseWhole) ?? 100,
    tags: read('attributes', parseTags) ?? [],
    ...(service !== undefined && { service }),
    ...(operation !== undefined && { operation }),
    ...(durationMinMs !== undefined && { durationMinMs }),
    ...(durationMaxMs !== undefined && { durationMaxMs }),
  }
}

function parseTime(text: string): number {
  const timeMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(timeMs)) return timeMs
  throw new Error(
    `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05.999999999Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`,
  )
}
