import {
  answerOlder,
  BadParameter,
  missing,
  parseTags,
  parseTraceIdText,
  parseWhole,
  refuseOlder,
  type TracingAnswer,
} from '#demo/tracing/answers.ts'
import { parseDuration } from '#demo/tracing/durations.ts'
import { presentJaegerTrace } from '#demo/tracing/present-jaeger.ts'
import type { TraceQuery, TraceStore } from '#demo/tracing/trace-store.ts'

/**
 * The API that Jaeger's own UI used up to 2.20 (apiv2 and internal/http_handler.go); undefined for no path of it.
 * Without `whole` what is left of it after 2.20: single traces and dependencies.
 */
export async function answerOlderApi(
  store: TraceStore,
  { path, query, nowMs, whole }: { path: string; query: URLSearchParams; nowMs: number; whole: boolean },
): Promise<TracingAnswer | undefined> {
  try {
    if (path === '/api/dependencies') return answerDependencies(store, query)
    const [, id] = /^\/api\/traces\/([^/]+)$/.exec(path) ?? []
    if (id !== undefined) return answerTrace(store, decodeURIComponent(id))
    if (path.startsWith('/api/metrics/')) {
      return refuseOlder(501, 'trace metrics are currently disabled - no metrics backend configured')
    }
    const [, named] = /^\/api\/services\/([^/]+)\/operations$/.exec(path) ?? []
    const isSearch = ['/api/services', '/api/operations', '/api/traces'].includes(path) || named !== undefined
    if (!isSearch) return undefined
    if (!whole) return missing
    if (path === '/api/services') return answerList(store.listServices())
    if (path === '/api/operations') return answerList(listOperations(store, query))
    if (named !== undefined) {
      const names = store.listOperations(decodeURIComponent(named)).map(({ name }) => name)
      // Go's list of nothing is nil.
      return names.length > 0 ? answerList([...new Set(names)]) : answerOlder(null)
    }
    return await answerSearch(store, query, nowMs)
  } catch (error) {
    if (error instanceof BadParameter) return refuseOlder(400, error.message)
    throw error
  }
}

const answerList = (items: readonly unknown[]) => answerOlder(items, items.length)

function answerTrace(store: TraceStore, id: string): TracingAnswer {
  const spans = store.readTrace(parseTraceIdText(id))
  return spans ? answerOlder([presentJaegerTrace(spans)]) : refuseOlder(404, 'trace not found')
}

async function answerSearch(
  store: TraceStore,
  query: URLSearchParams,
  nowMs: number,
): Promise<TracingAnswer> {
  const ids = query.getAll('traceID')
  if (ids.length > 0) {
    const found = ids.map((id) => store.readTrace(parseTraceIdText(id)))
    const errors = ids
      .filter((_, at) => !found[at])
      .map((id) => ({ msg: 'trace not found', traceID: id.padStart(id.length > 16 ? 32 : 16, '0') }))
    return answerOlder(
      found.flatMap((spans) => (spans ? [presentJaegerTrace(spans)] : [])),
      0,
      errors,
    )
  }
  const traces = await store.findTraces(parseQuery(query, nowMs))
  return answerOlder(traces.map(presentJaegerTrace))
}

function answerDependencies(store: TraceStore, query: URLSearchParams): TracingAnswer {
  readDuration('endTs', query.get('endTs') ?? '', (text) => parseWhole(text))
  const lookback = query.get('lookback')
  const seconds = lookback ? readDuration('lookback', lookback, parseWhole) / 1000 : 86_400
  return answerOlder(store.listDependencies(seconds))
}

function listOperations(store: TraceStore, query: URLSearchParams) {
  const service = query.get('service') ?? ''
  if (service === '') throw new BadParameter("parameter 'service' is required")
  const kind = query.get('spanKind') ?? ''
  return store
    .listOperations(service)
    .filter((operation) => kind === '' || operation.kind === kind)
    .map(({ name, kind: spanKind }) => ({ name, spanKind }))
}

function readDuration(name: string, text: string, parse: (text: string) => number): number {
  try {
    return parse(text)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new BadParameter(`unable to parse param '${name}': ${words}`)
  }
}

/** Times are microseconds; without them the last hour is searched, or as far back as `lookback` says. */
function parseQuery(query: URLSearchParams, nowMs: number): TraceQuery {
  const micros = (name: string) => {
    const text = query.get(name)
    return text ? readDuration(name, text, parseWhole) / 1000 : undefined
  }
  const duration = (name: string) => {
    const text = query.get(name)
    return text ? readDuration(name, text, parseDuration) : undefined
  }
  const startMaxMs = micros('end') ?? nowMs
  const lookback = query.get('lookback')
  const back =
    lookback && lookback !== 'custom' ? readDuration('lookback', lookback, parseDuration) : 3_600_000
  const startMinMs = micros('start') ?? startMaxMs - back
  const limit = query.get('limit')
  const count = limit ? parseWhole(limit) : 100
  const durationMinMs = duration('minDuration')
  const durationMaxMs = duration('maxDuration')
  const tags = [...query.getAll('tags').flatMap(parseTags), ...query.getAll('tag').map(parseTag)]
  const service = query.get('service') ?? ''
  if (service === '') throw new BadParameter("parameter 'service' is required")
  if (durationMinMs !== undefined && durationMaxMs !== undefined && durationMaxMs < durationMinMs) {
    throw new BadParameter("'maxDuration' should be greater than 'minDuration'")
  }
  const operation = query.get('operation')
  return {
    service,
    startMinMs,
    startMaxMs,
    limit: count,
    tags,
    ...(operation && { operation }),
    ...(durationMinMs !== undefined && { durationMinMs }),
    ...(durationMaxMs !== undefined && { durationMaxMs }),
  }
}

function parseTag(text: string): [string, string] {
  const at = text.indexOf(':')
  if (at < 0) throw new BadParameter(`malformed 'tag' parameter, expecting key:value, received: ${text}`)
  return [text.slice(0, at), text.slice(at + 1)]
}
