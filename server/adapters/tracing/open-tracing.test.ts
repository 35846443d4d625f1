import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listenOnLoopback } from '#demo/listen-on-loopback.ts'
import { buildPods } from '#demo/prometheus/samples/targets.ts'
import { startTracing, TRACING_APIS, type TracingApi, type TracingHandle } from '#demo/tracing/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { createRequestSource } from '#demo/world/requests/request-source.ts'
import { openTracing } from '#server/adapters/tracing/open-tracing.ts'
import { parseJaeger } from '#server/adapters/tracing/parse-jaeger.ts'
import { formatId, parseOtlp } from '#server/adapters/tracing/parse-otlp.ts'
import type { Trace, TraceQuestion, TracingAdapter } from '#server/adapters/tracing/types.ts'

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const world = buildWorld({ seed: 1, nowMs })
const pods = buildPods(world)
const requests = createRequestSource({ world, readPods: () => pods })
const servers = new Map<TracingApi, TracingHandle>()
const { signal } = new AbortController()

beforeAll(async () => {
  for (const api of TRACING_APIS) servers.set(api, await startTracing({ requests, api, nowMs: () => nowMs }))
})
afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())))

const serverOf = (api: TracingApi): TracingHandle => {
  const server = servers.get(api)
  if (!server) throw new Error(`no server of ${api}`)
  return server
}
const openAt = (url: string, seconds = 5): TracingAdapter =>
  openTracing({ VARDIA_TRACING_URL: url, VARDIA_TRACING_API: 'auto', VARDIA_QUERY_TIMEOUT_SECONDS: seconds })
const open = (api: TracingApi, seconds = 5) => openAt(serverOf(api).url, seconds)
const question: TraceQuestion = {
  service: 'productpage.bookinfo',
  startMs: nowMs - 600_000,
  endMs: nowMs,
  limit: 10,
}
/** What both APIs can tell alike. */
const plain = ({ traceId, spans }: Trace) => ({
  traceId,
  spans: spans
    .map((span) => ({
      spanId: span.spanId,
      parentSpanId: span.parentSpanId,
      service: span.service,
      operation: span.operation,
      kind: span.kind,
      startMs: Math.round(span.startMs),
      durationMs: Math.round(span.durationMs),
      failed: span.failed,
      nodeId: span.tags['node_id'],
      code: span.tags['http.status_code'],
    }))
    .sort((a, b) => (a.spanId < b.spanId ? -1 : 1)),
})

describe.each(TRACING_APIS)('a store with the API "%s"', (api) => {
  it('lists the services that sent spans', async () => {
    const services = await open(api).listServices(signal)
    expect(services).toContain('productpage.bookinfo')
    expect(services).toEqual([...services].sort())
  })

  it('finds traces of a service, newest first, each span with its parent', async () => {
    const traces = await open(api).findTraces(question, signal)
    expect(traces.length).toBeGreaterThan(5)
    const starts = traces.map(({ spans }) => spans[0]?.startMs ?? 0)
    expect(starts).toEqual([...starts].sort((a, b) => b - a))
    for (const { spans } of traces) {
      const ids = new Set(spans.map(({ spanId }) => spanId))
      for (const span of spans) if (span.parentSpanId) expect(ids).toContain(span.parentSpanId)
    }
  })

  it('finds by tag and by duration', async () => {
    const failed = await open(api).findTraces(
      { ...question, service: 'istio-ingressgateway.istio-system', tags: { 'http.status_code': '503' } },
      signal,
    )
    for (const { spans } of failed)
      expect(spans.map(({ tags }) => String(tags['http.status_code']))).toContain('503')
    const slow = await open(api).findTraces({ ...question, minDurationMs: 30 }, signal)
    for (const { spans } of slow)
      expect(Math.max(...spans.map(({ durationMs }) => durationMs))).toBeGreaterThanOrEqual(30)
  })

  it('reads one trace, and says not-found of one that it lacks', async () => {
    const adapter = open(api)
    const [first] = await adapter.findTraces(question, signal)
    const trace = await adapter.readTrace(first?.traceId ?? '', signal)
    expect(plain(trace)).toEqual(first && plain(first))
    await expect(adapter.readTrace('00000000000000000000000000000abc', signal)).rejects.toMatchObject({
      kind: 'not-found',
      code: 'tracing-not-found',
    })
    expect(adapter.status().state).toBe('ok')
  })

  it('finds nothing of a service that sent nothing', async () => {
    expect(await open(api).findTraces({ ...question, service: 'nobody.none' }, signal)).toEqual([])
  })
})

it('tells the same traces through all APIs', async () => {
  const [newer, ...others] = await Promise.all(
    (['v3', 'older', 'tempo'] as const).map((api) => open(api).findTraces(question, signal)),
  )
  for (const other of others) expect(other.map(plain)).toEqual(newer?.map(plain))
})

describe('which API is spoken', () => {
  it.each([
    ['v3', 'Jaeger'],
    ['older', 'Jaeger'],
    ['tempo', 'Tempo'],
  ] as const)('is found out of a store with %s: a %s', async (api, product) => {
    const adapter = open(api)
    expect(adapter.status().product).toBeUndefined()
    await adapter.listServices(signal)
    expect(adapter.status()).toMatchObject({ state: 'ok', product })
  })

  it('is what a setting says, which nobody doubts', async () => {
    const config = {
      VARDIA_TRACING_URL: serverOf('tempo').url,
      VARDIA_TRACING_API: 'jaeger-older',
      VARDIA_QUERY_TIMEOUT_SECONDS: 5,
    } as const
    const jaeger = openTracing(config)
    expect(jaeger.status().product).toBe('Jaeger')
    await expect(jaeger.listServices(signal)).rejects.toMatchObject({ code: 'tracing-not-found' })
    const tempo = openTracing({ ...config, VARDIA_TRACING_API: 'tempo' })
    expect(await tempo.listServices(signal)).toContain('productpage.bookinfo')
  })

  it('is none of a server that has no such page, which is down', async () => {
    const stranger = createServer((_request, response) => response.writeHead(404).end('no such page'))
    const { url, stop } = await listenOnLoopback(stranger)
    const adapter = openAt(url)
    await expect(adapter.listServices(signal)).rejects.toMatchObject({ code: 'tracing-stranger' })
    expect(adapter.status()).toMatchObject({ state: 'down' })
    await stop()
  })

  it('is asked with the headers of the settings, where the address has a path', async () => {
    const asked: (readonly [string | undefined, string | undefined])[] = []
    const server = createServer(({ url, headers }, response) => {
      asked.push([url, String(headers['x-scope-orgid'])])
      response.end('{"tagValues":[]}')
    })
    const { url, stop } = await listenOnLoopback(server)
    const tempo = openTracing({
      VARDIA_TRACING_URL: `${url}/tempo/`,
      VARDIA_TRACING_API: 'tempo',
      VARDIA_TRACING_HEADERS: { 'X-Scope-OrgID': 'shop' },
      VARDIA_QUERY_TIMEOUT_SECONDS: 5,
    })
    expect(await tempo.listServices(signal)).toEqual([])
    expect(asked).toEqual([
      [expect.stringMatching(/^\/tempo\/api\/v2\/search\/tag\/resource\.service\.name\/values\?/), 'shop'],
    ])
    await stop()
  })
})

describe('a Tempo that is older', () => {
  it('is asked without hints, and by the paths that it has', async () => {
    const { url: newer } = serverOf('tempo')
    const server = createServer((request, response) => {
      const { url = '/' } = request
      const isUnknown = url.startsWith('/api/v2/') || url.startsWith('/api/v3/')
      const isHinted = url.includes('most_recent')
      if (isUnknown || isHinted) return void response.writeHead(isUnknown ? 404 : 400).end('not yet')
      fetch(`${newer}${url}`)
        .then(async (answer) => response.writeHead(answer.status).end(await answer.text()))
        .catch(() => response.destroy())
    })
    const { url, stop } = await listenOnLoopback(server)
    const adapter = openAt(url)
    expect(await adapter.listServices(signal)).toContain('productpage.bookinfo')
    const traces = await adapter.findTraces(question, signal)
    expect(traces.map(plain)).toEqual((await open('tempo').findTraces(question, signal)).map(plain))
    await stop()
  })
})

describe('a sick Jaeger', () => {
  it.each([
    ['html', 'tracing-stranger', 'unavailable'],
    ['truncated', 'tracing-unreachable', 'unavailable'],
    ['5xx', 'tracing-error', 'unavailable'],
    ['forbidden', 'tracing-forbidden', 'forbidden'],
    ['hang', 'tracing-timeout', 'timeout'],
  ] as const)('that answers %s is told as %s, is down, and comes back', async (answer, code, kind) => {
    const server = serverOf('v3')
    const adapter = open('v3', 0.3)
    server.setFault({ answer })
    await expect(adapter.findTraces(question, signal)).rejects.toMatchObject({
      code,
      kind,
      adapter: 'tracing',
    })
    expect(adapter.status()).toMatchObject({ state: 'down', problem: { code } })
    server.setFault(undefined)
    await adapter.listServices(signal)
    expect(adapter.status()).toMatchObject({ state: 'ok' })
    expect(adapter.status().problem).toBeUndefined()
  })

  it('that is not there is told without the credentials in its URL', async () => {
    const adapter = openAt('http://reader:secret@127.0.0.1:1')
    await expect(adapter.listServices(signal)).rejects.toMatchObject({ code: 'tracing-unreachable' })
    expect(JSON.stringify(adapter.status())).not.toContain('secret')
  })

  it('is no fault of who went away', async () => {
    serverOf('v3').setFault({ answer: 'hang' })
    const adapter = open('v3')
    await expect(adapter.listServices(AbortSignal.timeout(50))).rejects.toMatchObject({
      name: 'TimeoutError',
    })
    serverOf('v3').setFault(undefined)
    expect(adapter.status().state).toBe('ok')
  })
})

describe('what stores write otherwise', () => {
  const span = { traceId: 'AB', spanId: '01', startTimeUnixNano: '1000000', endTimeUnixNano: '3000000' }
  const wrap = (...spans: object[]) => ({ result: { resourceSpans: [{ scopeSpans: [{ spans }] }] } })

  it('several documents, one a line, are one answer', () => {
    const text = [wrap(span), wrap({ ...span, spanId: '02' })].map((one) => JSON.stringify(one)).join('\n')
    expect(parseOtlp(text)?.[0]?.spans.map(({ spanId }) => spanId)).toEqual(['01', '02'])
  })

  it.each([
    ['AB', 'ab'],
    ['sgp5OIPt4v0yWsYwuYq/MA==', 'b20a793883ede2fd325ac630b98abf30'],
  ])('an identifier %s is %s', (given, told) => {
    expect(formatId(given)).toBe(told)
  })

  it.each([
    ['a kind by name', { kind: 'SPAN_KIND_SERVER' }, { kind: 'server' }],
    ['a status by name', { status: { code: 'STATUS_CODE_ERROR' } }, { failed: true }],
    ['an end before the start', { endTimeUnixNano: '0' }, { durationMs: 0 }],
  ])('%s', (_, given, told) => {
    const [trace] = parseOtlp(JSON.stringify(wrap({ ...span, ...given }))) ?? []
    expect({ ...trace?.spans[0] }).toMatchObject(told)
  })

  it('a parent of zeros is none', () => {
    const [trace] = parseOtlp(JSON.stringify(wrap({ ...span, parentSpanId: '0000000000000000' }))) ?? []
    expect(trace?.spans[0]).not.toHaveProperty('parentSpanId')
  })

  it('a span whose time is no number is left out and counted', () => {
    const [trace] = parseOtlp(JSON.stringify(wrap(span, { ...span, startTimeUnixNano: 'soon' }))) ?? []
    expect([trace?.spans.length, trace?.cutSpans]).toEqual([1, 1])
  })

  it.each(['', '<html>', '{"result":{"resourceSpans":{}}}', '{}'])('%j is no answer', (text) => {
    expect(parseOtlp(text)).toBeUndefined()
  })
})

const recorded = '../shared/recorded'
describe.skipIf(!existsSync(recorded))('the answers of real Jaegers', () => {
  it('are read alike in both forms', () => {
    const newer = parseOtlp(readFileSync(`${recorded}/jaeger-master/v3-trace.json`, 'utf8'))
    const older = parseJaeger(JSON.parse(readFileSync(`${recorded}/jaeger-master/trace.json`, 'utf8')))
    expect(newer?.length).toBe(1)
    expect(newer?.map(plain)).toEqual(older?.map(plain))
  })

  it('that found none are none', () => {
    expect(parseJaeger(JSON.parse(readFileSync(`${recorded}/jaeger/traces-empty.json`, 'utf8')))).toEqual([])
  })
})
