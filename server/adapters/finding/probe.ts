import { askShortly } from '#server/adapters/finding/ask.ts'
import type { Probed, ReachedServer } from '#server/adapters/finding/types.ts'
import type { Candidate } from '#server/mesh/telemetry/list-candidates.ts'

/** Istio's own series: of requests, and of connections for a mesh that knows no more (ztunnel without waypoints). */
const meshSeries = '{__name__=~"istio_requests_total|istio_tcp_connections_opened_total"}'
const recentSeconds = 900

/** It wants to know who asks. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number) {
    super(`it answers with status ${status}`)
    this.status = status
  }
}

/**
 * Asks a candidate whether it is what its Service says, by a question that only the right server answers. Rejects with
 * words that say what was wrong.
 */
export function probe(candidate: Candidate, server: ReachedServer, signal: AbortSignal): Promise<Probed> {
  const ask = async (path: string) => {
    const answer = await askShortly(server, `${candidate.path}${path}`, signal)
    if (answer.status === 401 || answer.status === 403) throw new Refusal(answer.status)
    return answer
  }
  if (candidate.source === 'prometheus') return probePrometheus(ask)
  if (candidate.source === 'istiod') return probeIstiod(ask)
  if (candidate.source === 'grafana') return probeGrafana(ask)
  if (candidate.source === 'perses') return probePerses(ask)
  return candidate.product === 'Tempo' ? probeTempo(ask) : probeJaeger(ask)
}

type Ask = (path: string) => ReturnType<typeof askShortly>

/** Every Prometheus-compatible store answers both of these GETs (Prometheus "HTTP API"). */
async function probePrometheus(ask: Ask): Promise<Probed> {
  const build = await ask('/api/v1/status/buildinfo')
  const version = build.status === 200 ? readText(parse(build.text), 'data', 'version') : undefined
  const nowSeconds = Math.floor(Date.now() / 1_000)
  const query = new URLSearchParams({
    'match[]': meshSeries,
    start: String(nowSeconds - recentSeconds),
    end: String(nowSeconds),
    limit: '10',
  })
  const names = await ask(`/api/v1/label/__name__/values?${query}`)
  const body = parse(names.text)
  if (names.status !== 200 || readText(body, 'status') !== 'success')
    throw new Error(`it answers with status ${names.status}, not as a Prometheus`)
  const list = Reflect.get(Object(body), 'data')
  return { ...(version ? { version } : {}), hasMesh: Array.isArray(list) && list.length > 0 }
}

async function probeJaeger(ask: Ask): Promise<Probed> {
  for (const path of ['/api/v3/services', '/api/services']) {
    const { status, text } = await ask(path)
    if (status === 200 && typeof parse(text) === 'object') return {}
    if (status !== 404 && status !== 501) throw new Error(`it answers with status ${status}, not as a Jaeger`)
  }
  throw new Error('it has neither of the two APIs of Jaeger')
}

/** Tempo "HTTP API": the query echo is there to be asked by data sources. */
async function probeTempo(ask: Ask): Promise<Probed> {
  const { status, text } = await ask('/api/echo')
  if (status !== 200 || text.trim() !== 'echo')
    throw new Error(`it answers with status ${status}, not as a Tempo`)
  const build = await ask('/api/status/buildinfo')
  const version = build.status === 200 ? readText(parse(build.text), 'version') : undefined
  return version ? { version } : {}
}

async function probeGrafana(ask: Ask): Promise<Probed> {
  const { status, text } = await ask('/api/health')
  if (status !== 200) throw new Error(`it answers with status ${status}, not as a Grafana`)
  const version = readText(parse(text), 'version')
  return version ? { version } : {}
}

/** Its health tells the build (perses/perses internal/api/impl/v1/health). */
async function probePerses(ask: Ask): Promise<Probed> {
  const { status, text } = await ask('/api/v1/health')
  const version = readText(parse(text), 'version')
  if (status !== 200 || readText(parse(text), 'buildTime') === undefined)
    throw new Error(`it answers with status ${status}, not as a Perses`)
  return version ? { version } : {}
}

/** `/version` of istiod's monitoring port: its build, as `1.31.1-<commit>-Clean` or as JSON. */
async function probeIstiod(ask: Ask): Promise<Probed> {
  const { status, text } = await ask('/version')
  const version = /^"?v?(\d+\.\d+[^-\s"]*)/.exec(text.trim())?.[1] ?? readText(parse(text), 'version')
  if (status !== 200) throw new Error(`it answers with status ${status}, not as an istiod`)
  return version ? { version } : {}
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readText(value: unknown, ...path: readonly string[]): string | undefined {
  let found: unknown = value
  for (const field of path) found = Reflect.get(Object(found), field)
  return typeof found === 'string' && found !== '' ? found : undefined
}
