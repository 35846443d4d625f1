import {
  answerJson,
  BadParameter,
  missing,
  parseTraceIdText,
  type TracingAnswer,
} from '#demo/tracing/answers.ts'
import { presentTempoFound, presentTempoTrace } from '#demo/tracing/present-tempo.ts'
import type { TraceStore } from '#demo/tracing/trace-store.ts'
import { parseTraceQl } from '#demo/tracing/traceql.ts'

const plain = (code: number, body: string): TracingAnswer => ({
  code,
  contentType: 'text/plain; charset=utf-8',
  body,
})

/** Tempo's own API (grafana/tempo pkg/api/http.go); undefined for no path of it that the demo imitates. */
export async function answerTempo(
  store: TraceStore,
  { path, query, nowMs }: { path: string; query: URLSearchParams; nowMs: number },
): Promise<TracingAnswer | undefined> {
  try {
    if (path === '/api/echo') return plain(200, 'echo\n')
    if (path === '/ready') return plain(200, 'ready\n')
    if (path === '/api/status/buildinfo') return answerJson({ version: 'v2.8.0', goVersion: 'go1.24.3' })
    if (path === '/api/search') return await answerSearch(store, query, nowMs)
    if (path === '/api/v2/search/tag/resource.service.name/values') {
      const tagValues = store.listServices().map((value) => ({ type: 'string', value }))
      return answerJson({ tagValues, metrics: {} })
    }
    if (path === '/api/search/tag/service.name/values')
      return answerJson({ tagValues: store.listServices(), metrics: {} })
    const [, version, id] = /^\/api\/(v2\/)?traces\/([^/]+)$/.exec(path) ?? []
    if (id !== undefined) return answerTrace(store, id, version !== undefined)
    return missing
  } catch (error) {
    if (error instanceof BadParameter) return plain(400, error.message)
    throw error
  }
}

function answerTrace(store: TraceStore, id: string, isNewer: boolean): TracingAnswer {
  const spans = store.readTrace(parseTraceIdText(id))
  // The newer path has an answer for every trace, the older one none, without a word.
  if (!spans) return isNewer ? answerJson({ trace: {}, metrics: {} }) : plain(404, '')
  return answerJson(presentTempoTrace(spans, isNewer))
}

async function answerSearch(
  store: TraceStore,
  query: URLSearchParams,
  nowMs: number,
): Promise<TracingAnswer> {
  const start = readSeconds(query, 'start')
  const end = readSeconds(query, 'end')
  if (start !== undefined && end !== undefined && end <= start) {
    throw new BadParameter(`http parameter start must be before end. received start=${start} end=${end}`)
  }
  const { fits, service } = parseTraceQl(query.get('q') ?? '{}')
  const traces = await store.findTraces({
    ...(service !== undefined && { service }),
    fits,
    tags: [],
    startMinMs: start === undefined ? nowMs - 1_800_000 : start * 1_000,
    startMaxMs: end === undefined ? nowMs : end * 1_000,
    limit: readLimit(query),
  })
  return answerJson(presentTempoFound(traces, fits))
}

function readSeconds(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (/^\d+$/.test(text)) return Number(text)
  throw new BadParameter(`invalid ${name}: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
}

function readLimit(query: URLSearchParams): number {
  const text = query.get('limit')
  if (text === null || text === '') return 20
  if (!/^-?\d+$/.test(text))
    throw new BadParameter(`invalid limit: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  if (Number(text) <= 0) throw new BadParameter('invalid limit: must be a positive number')
  return Number(text)
}
