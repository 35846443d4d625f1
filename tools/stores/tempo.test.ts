import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPods } from '#demo/prometheus/samples/targets.ts'
import { startTracing, type TracingHandle } from '#demo/tracing/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { createRequestSource } from '#demo/world/requests/request-source.ts'
import { buildEach } from '#e2e/real/servers/build-programs.ts'
import { storePrograms } from '#e2e/real/servers/programs.ts'
import { startTempo, type Tempo } from '#e2e/real/servers/tempo.ts'
import { openTracing } from '#server/adapters/tracing/open-tracing.ts'
import type { Trace, TraceQuestion, TracingAdapter } from '#server/adapters/tracing/types.ts'

const service = 'productpage.bookinfo'
const { signal } = new AbortController()
/** Of a minute that is over: nothing in it changes any more. */
const endMs = Math.floor(Date.now() / 1_000) * 1_000 - 60_000
const question: TraceQuestion = { service, startMs: endMs - 60_000, endMs, limit: 500 }

let folder: string
let tempo: Tempo
let demo: TracingHandle
/** The same traces: of the demo, which speaks Tempo's API, and of a real Tempo that was sent them. */
let sides: { readonly real: TracingAdapter; readonly demo: TracingAdapter }
let sent: readonly string[]

const openAt = (url: string) =>
  openTracing({ VARDIA_TRACING_URL: url, VARDIA_TRACING_API: 'auto', VARDIA_QUERY_TIMEOUT_SECONDS: 30 })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vardia-tempo-'))
  const nowMs = () => endMs + 30_000
  const world = buildWorld({ seed: 7, nowMs: nowMs() })
  const pods = buildPods(world)
  const requests = createRequestSource({ world, readPods: () => pods })
  demo = await startTracing({ requests, api: 'tempo', nowMs })
  const jaeger = await startTracing({ requests, api: 'v3', nowMs })
  const { tempo: program } = await buildEach(storePrograms.filter(({ name }) => name === 'tempo'))
  tempo = await startTempo({ program, folder })
  sides = { real: openAt(tempo.url), demo: openAt(demo.url) }
  sent = await send(jaeger.url, tempo)
  await jaeger.stop()
})
afterAll(async () => {
  await demo?.stop()
  await tempo?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Sends the window's traces, whole, and waits until they are found. Their identifiers. */
async function send(jaegerUrl: string, { otlpUrl }: Tempo): Promise<readonly string[]> {
  const traces = await sides.demo.findTraces(question, signal)
  const ids = traces.map(({ traceId }) => traceId)
  for (const id of ids) {
    const told = await fetch(`${jaegerUrl}/api/v3/traces/${id}`)
    const { result } = Object(await told.json())
    const answer = await fetch(`${otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(result),
    })
    expect(answer.status).toBe(200)
  }
  // What was sent is found once it is cut, after a second or two.
  while ((await sides.real.findTraces(question, signal)).length < ids.length) await wait(500)
  return ids
}

const plain = ({ traceId, spans }: Trace) => ({
  traceId,
  spans: [...spans].sort((a, b) => (a.spanId < b.spanId ? -1 : 1)),
})
const byId = (traces: readonly Trace[]) => traces.map(plain).sort((a, b) => (a.traceId < b.traceId ? -1 : 1))

describe('a real Tempo', () => {
  test('is known by asking, and lists the services of its spans', async () => {
    const services = await sides.real.listServices(signal)
    expect(sides.real.status()).toMatchObject({ state: 'ok', product: 'Tempo' })
    expect(services).toContain(service)
    const all = await sides.demo.listServices(signal)
    for (const each of services) expect(all).toContain(each)
  })

  test.each<[string, Partial<TraceQuestion>]>([
    ['a service', {}],
    ['a code, which Envoy writes as a text', { tags: { 'http.status_code': '200' } }],
    ['failures', { tags: { error: 'true' } }],
    ['a tag with a colon in its name', { tags: { 'guid:x-request-id': 'nothing' } }],
    ['slow spans', { minDurationMs: 30 }],
    ['quick spans', { maxDurationMs: 30 }],
    ['a service without spans', { service: 'nobody.none' }],
  ])('finds by %s what the demo finds, span for span', async (_name, asked) => {
    const [real, told] = await Promise.all([
      sides.real.findTraces({ ...question, ...asked }, signal),
      sides.demo.findTraces({ ...question, ...asked }, signal),
    ])
    expect(byId(real)).toEqual(byId(told))
  })

  test('tells the newest of more than are asked for', async () => {
    const all = await sides.real.findTraces(question, signal)
    const few = await sides.real.findTraces({ ...question, limit: 5 }, signal)
    expect(few.length).toBe(5)
    expect(few.map(({ traceId }) => traceId)).toEqual(all.slice(0, 5).map(({ traceId }) => traceId))
  })

  test('reads one trace by both of its paths, and says not-found of one that it lacks', async () => {
    const [id = ''] = sent
    const [real, told] = await Promise.all([
      sides.real.readTrace(id, signal),
      sides.demo.readTrace(id, signal),
    ])
    expect(plain(real)).toEqual(plain(told))
    const missing = '00000000000000000000000000000abc'
    for (const store of [sides.real, sides.demo])
      await expect(store.readTrace(missing, signal)).rejects.toMatchObject({ code: 'tracing-not-found' })
  })

  test('refuses what is no question as the demo does', async () => {
    for (const query of ['q={', 'limit=0', 'start=2&end=1', 'q=%7B%7D&limit=x']) {
      const [real, told] = await Promise.all(
        [tempo.url, demo.url].map((url) => fetch(`${url}/api/search?${query}`)),
      )
      expect([query, told?.status]).toEqual([query, real?.status])
    }
  })
})
