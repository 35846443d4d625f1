import * as z from 'zod'
import { buildTraceQl } from '#server/adapters/tracing/build-traceql.ts'
import { parseTempo } from '#server/adapters/tracing/parse-otlp.ts'
import { describeStranger } from '#server/adapters/tracing/problems.ts'
import { type Ask, parseJson, readTraces, type StoreApi } from '#server/adapters/tracing/store-api.ts'
import type { Trace, TraceQuestion } from '#server/adapters/tracing/types.ts'
import type { UpstreamPlace } from '#server/adapters/upstream/text-reader.ts'
import { isProblem } from '#server/problem.ts'

/** Searching tells identifiers alone, so each trace is a question of its own. */
const tracesAtOnce = 6
/** Which services there are is asked of the last hours: of all time a large store would look through every block. */
const servicesSeconds = 3 * 3_600

const valuesSchema = z.object({
  tagValues: z.array(z.union([z.string(), z.object({ value: z.string() })])).nullish(),
})
const foundSchema = z.object({ traces: z.array(z.object({ traceID: z.string() })).nullish() })

/** Tempo's own API (grafana.com/docs/tempo "HTTP API"; grafana/tempo pkg/api/http.go and cmd/tempo/app/modules.go). */
export function createTempoApi(place: UpstreamPlace, nowMs: () => number = Date.now): StoreApi {
  const askFor = async <Answer>(
    schema: z.ZodType<Answer>,
    path: string,
    query: URLSearchParams,
    ask: Ask,
  ) => {
    const { text } = await ask(`${path}?${query}`)
    const parsed = schema.safeParse(parseJson(text))
    if (!parsed.success) throw describeStranger({ address: place.address, target: path }, text)
    return parsed.data
  }
  const search = async (question: TraceQuestion, hint: '' | 'newest-first', ask: Ask) => {
    const { traces } = await askFor(foundSchema, '/api/search', buildSearch(question, hint), ask)
    return traces ?? []
  }
  const readTrace = (traceId: string, ask: Ask) =>
    orElse(
      () => readOne(`/api/v2/traces/${traceId}`, ask),
      // Before Tempo 2.7 this path alone is there.
      () => readOne(`/api/traces/${traceId}`, ask),
      'not-found',
    )
  const readOne = async (path: string, ask: Ask): Promise<Trace | undefined> => {
    const { text } = await ask(path)
    return readTraces(parseTempo, text, { address: place.address, target: path })[0]
  }
  return {
    name: 'tempo',
    product: 'Tempo',
    recognise: async (ask) => {
      const path = '/api/echo'
      const { text } = await ask(path)
      if (text.trim() !== 'echo') throw describeStranger({ address: place.address, target: path }, text)
    },
    listServices: async (ask) => {
      const query = buildWindow(nowMs() - servicesSeconds * 1_000, nowMs())
      const { tagValues } = await orElse(
        () => askFor(valuesSchema, '/api/v2/search/tag/resource.service.name/values', query, ask),
        // Before Tempo 2.0.
        () => askFor(valuesSchema, '/api/search/tag/service.name/values', query, ask),
        'not-found',
      )
      return (tagValues ?? []).map((each) => (typeof each === 'string' ? each : each.value)).sort()
    },
    findTraces: async (question, ask) => {
      const found = await orElse(
        () => search(question, 'newest-first', ask),
        // A Tempo that does not know hints refuses them.
        () => search(question, '', ask),
        'invalid',
      )
      const ids = found.slice(0, question.limit).map(({ traceID }) => traceID)
      const traces = await readEach(ids, (id) => readTrace(id, ask))
      return traces.sort((a, b) => (b.spans[0]?.startMs ?? 0) - (a.spans[0]?.startMs ?? 0))
    },
    readTrace,
  }
}

function buildSearch(question: TraceQuestion, hint: '' | 'newest-first'): URLSearchParams {
  const query = buildWindow(question.startMs, question.endMs)
  query.set('q', buildTraceQl(question, hint))
  query.set('limit', String(question.limit))
  query.set('spss', '1')
  return query
}

/** Whole seconds, of which the end must be the later. */
function buildWindow(startMs: number, endMs: number): URLSearchParams {
  const start = Math.floor(startMs / 1_000)
  return new URLSearchParams({
    start: String(start),
    end: String(Math.max(start + 1, Math.ceil(endMs / 1_000))),
  })
}

async function orElse<Answer>(
  first: () => Promise<Answer>,
  second: () => Promise<Answer>,
  when: 'not-found' | 'invalid',
): Promise<Answer> {
  try {
    return await first()
  } catch (error) {
    if (isProblem(error) && error.kind === when) return second()
    throw error
  }
}

/** What is gone between finding and reading is left out. */
async function readEach(
  ids: readonly string[],
  read: (id: string) => Promise<Trace | undefined>,
): Promise<Trace[]> {
  const left = [...ids]
  const traces: Trace[] = []
  const work = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const trace = await read(id).catch((error: unknown) => {
        if (isProblem(error) && error.kind === 'not-found') return undefined
        throw error
      })
      if (trace) traces.push(trace)
    }
  }
  await Promise.all(Array.from({ length: tracesAtOnce }, work))
  return traces
}
