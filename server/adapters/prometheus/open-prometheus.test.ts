import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { PrometheusFault } from '#demo/prometheus/http/faults.ts'
import { type PrometheusHandle, startPrometheus } from '#demo/prometheus/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'
import type { PrometheusAdapter } from '#server/adapters/prometheus/types.ts'
import { isProblem, type Problem } from '#server/problem.ts'

const expr = 'sum by (source_workload, destination_workload) (rate(istio_requests_total[1m]))'
const open: PrometheusAdapter[] = []
const { signal } = new AbortController()
const now = () => ({ atSeconds: Date.now() / 1000, signal })
let demo: PrometheusHandle

function openAt(url: string, timeoutSeconds = 5): PrometheusAdapter {
  const adapter = openPrometheus({
    VARDIA_PROMETHEUS_URL: url,
    VARDIA_QUERY_TIMEOUT_SECONDS: timeoutSeconds,
  })
  open.push(adapter)
  return adapter
}

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => new Error('it was answered'),
    (error: unknown) => error,
  )
  if (!isProblem(error)) throw error
  return error
}

beforeAll(async () => {
  demo = await startPrometheus({ world: buildWorld({ seed: 1, workloads: 0, nowMs: Date.now() }) })
})
afterAll(() => demo.stop())
afterEach(() => {
  demo.setFault(undefined)
  for (const adapter of open.splice(0)) adapter.close()
})

test('an instant query answers samples with their labels and numbers', async () => {
  const samples = await openAt(demo.url).query(expr, now())
  expect(samples.length).toBeGreaterThan(20)
  for (const { metric, value } of samples) {
    expect(metric['destination_workload']).toBeTypeOf('string')
    expect(value).toBeGreaterThanOrEqual(0)
  }
})

test.each([
  ['NaN', 'vector(0) / 0', Number.NaN],
  ['+Inf', 'vector(1) / 0', Number.POSITIVE_INFINITY],
  ['-Inf', 'vector(-1) / 0', Number.NEGATIVE_INFINITY],
  ['a scalar', '1 + 1', 2],
])('%s is a number like any other', async (_name, text, value) => {
  const samples = await openAt(demo.url).query(text, now())
  expect(samples).toEqual([{ metric: {}, value }])
})

test('a range query answers one point for each step', async () => {
  const endSeconds = Math.floor(Date.now() / 1000)
  const series = await openAt(demo.url).queryRange('vector(3)', {
    startSeconds: endSeconds - 60,
    endSeconds,
    stepSeconds: 15,
    signal,
  })
  expect(series).toHaveLength(1)
  expect(series[0]?.points.map(([time]) => time)).toEqual([60, 45, 30, 15, 0].map((ago) => endSeconds - ago))
  expect(series[0]?.points.every(([, value]) => value === 3)).toBe(true)
})

test('the facts are what the server says of itself, asked once a minute', async () => {
  const adapter = openAt(demo.url)
  const facts = await adapter.readFacts(signal)
  expect(facts).toEqual({
    version: expect.stringMatching(/^3\./),
    scrapeIntervalSeconds: 5,
    retentionSeconds: 15 * 86_400,
  })
  demo.setFault({ answer: '5xx' })
  expect(await adapter.readFacts(signal)).toBe(facts)
  expect(adapter.status().version).toBe(facts.version)
})

describe('each sickness is a Problem that names it', () => {
  const sicknesses: readonly (readonly [
    string,
    PrometheusFault,
    Problem['kind'],
    string,
    RegExp | undefined,
  ])[] = [
    ['a sign-in page', { answer: 'html' }, 'unavailable', 'prometheus-not-prometheus', /Sign in/],
    ['a truncated body', { answer: 'truncated' }, 'unavailable', 'prometheus-garbled', /JSON/],
    ['too many samples', { answer: '422' }, 'refused', 'prometheus-refused', /too many samples/],
    ['a failing proxy', { answer: '5xx' }, 'unavailable', 'prometheus-error', /Service Unavailable/],
    ['a refusal', { answer: 'forbidden' }, 'forbidden', 'prometheus-forbidden', undefined],
    ['silence', { answer: 'hang' }, 'timeout', 'prometheus-timeout', undefined],
    ['an answer that drips', { answer: 'drip' }, 'timeout', 'prometheus-timeout', undefined],
    ['slowness', { delayMs: 60_000 }, 'timeout', 'prometheus-timeout', undefined],
    ['a flood', { answer: 'huge' }, 'refused', 'prometheus-too-large', undefined],
  ]
  test.each(sicknesses)('%s', async (_name, fault, kind, code, words) => {
    demo.setFault(fault)
    const problem = await problemOf(openAt(demo.url, fault.answer === 'huge' ? 30 : 0.4).query(expr, now()))
    expect(problem).toMatchObject({
      kind,
      code,
      adapter: 'prometheus',
      target: expect.stringContaining(expr),
    })
    if (words) expect(String(problem.cause)).toMatch(words)
  })

  test('samples that are not numbers stay what they are', async () => {
    demo.setFault({ answer: 'nan' })
    const samples = await openAt(demo.url).query(expr, now())
    expect(samples.every(({ value }) => Number.isNaN(value))).toBe(true)
  })

  test('a closed port', async () => {
    const problem = await problemOf(openAt('http://127.0.0.1:1').query(expr, now()))
    expect(problem).toMatchObject({ kind: 'unavailable', code: 'prometheus-unreachable' })
    expect(String(problem.cause)).toMatch(/ECONNREFUSED/)
  })

  test('a wrong expression, in the words of Prometheus', async () => {
    const problem = await problemOf(openAt(demo.url).query('sum(', now()))
    expect(problem).toMatchObject({ kind: 'invalid', code: 'prometheus-invalid' })
    expect(String(problem.cause)).toMatch(/bad_data: .*parse error/)
  })

  test('a result of a shape that was not asked for', async () => {
    const problem = await problemOf(openAt(demo.url).query('"text"', now()))
    expect(problem).toMatchObject({ kind: 'unsupported', params: { expected: 'vector', got: 'string' } })
  })
})

describe('beside the demo: what no Prometheus of its own accord does', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close()
      server.closeAllConnections()
    }
  })
  const serve = async (listener: Parameters<typeof createServer>[1]): Promise<string> => {
    const server = createServer(listener)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server's address
  }
  const empty = '{"status":"success","data":{"resultType":"vector","result":[]}}'

  test('a compressed answer is read, and user and password of the URL go into the header alone', async () => {
    let authorization: string | undefined
    const host = await serve((request, response) => {
      authorization = request.headers.authorization
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      response.end(gzipSync(empty))
    })
    const adapter = openAt(`http://user:pa%3Ass@${host}/prefix/`)
    expect(await adapter.query('up', now())).toEqual([])
    expect(Buffer.from(String(authorization).replace('Basic ', ''), 'base64').toString()).toBe('user:pa:ss')
    expect(JSON.stringify(adapter.status())).not.toContain('pa')
  })

  test('a redirect is not followed', async () => {
    const paths: string[] = []
    const host = await serve((request, response) => {
      paths.push(request.url ?? '')
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    const problem = await problemOf(openAt(`http://${host}`).query('up', now()))
    expect(problem).toMatchObject({ code: 'prometheus-not-prometheus', params: { status: 302 } })
    expect(paths).toEqual(['/api/v1/query'])
  })

  test('a body that stops in the middle of its length is garbled, not taken for whole', async () => {
    const host = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '999' })
      response.write(empty, () => response.destroy())
    })
    const problem = await problemOf(openAt(`http://${host}`).query('up', now()))
    expect(problem.code).toBe('prometheus-garbled')
  })

  test('identical questions at one time are one request, and one caller who leaves takes no other along', async () => {
    let requests = 0
    const held: (() => void)[] = []
    const arrived = Promise.withResolvers<void>()
    const host = await serve((_request, response) => {
      requests += 1
      held.push(() => response.writeHead(200, { 'content-type': 'application/json' }).end(empty))
      arrived.resolve()
    })
    const adapter = openAt(`http://${host}`)
    const leaver = new AbortController()
    const first = adapter.query('up', { atSeconds: 7, signal: leaver.signal })
    const second = adapter.query('up', { atSeconds: 7, signal })
    await arrived.promise
    leaver.abort(new Error('left'))
    await expect(first).rejects.toThrow('left')
    for (const release of held) release()
    expect(await second).toEqual([])
    expect(requests).toBe(1)
  })

  test('when the last caller has left, the request itself is given up', async () => {
    const closed = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const host = await serve((request) => {
      request.socket.once('close', () => closed.resolve())
      arrived.resolve()
    })
    const leaver = new AbortController()
    const asked = openAt(`http://${host}`).query('up', { atSeconds: 7, signal: leaver.signal })
    await arrived.promise
    leaver.abort(new Error('left'))
    await expect(asked).rejects.toThrow('left')
    await closed.promise
  })

  test('after three unanswered questions the next ones fail without being asked, and warnings are passed on', async () => {
    let requests = 0
    let well = false
    const host = await serve((request, response) => {
      requests += 1
      if (!well) return void request.socket.destroy()
      const body = empty.replace('"data"', '"warnings":["partial"],"data"')
      response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    })
    const adapter = openAt(`http://${host}`)
    for (let asked = 0; asked < 3; asked += 1) {
      expect((await problemOf(adapter.query('up', { atSeconds: asked, signal }))).code).toBe(
        'prometheus-unreachable',
      )
    }
    const before = requests
    well = true
    const problem = await problemOf(adapter.query('up', { atSeconds: 9, signal }))
    expect(problem).toMatchObject({ kind: 'unavailable', code: 'prometheus-resting' })
    expect(requests).toBe(before)
    expect(adapter.status()).toMatchObject({ state: 'down', problem: { code: 'prometheus-unreachable' } })

    const fresh = openAt(`http://${host}`)
    const warnings: string[] = []
    await fresh.query('up', { atSeconds: 9, signal, onWarnings: (words) => warnings.push(...words) })
    expect(warnings).toEqual(['partial'])
    expect(fresh.status()).toMatchObject({ state: 'ok', lastGoodMs: expect.any(Number) })
  })
})

describe('alerts', () => {
  test('that fire are listed with what they are about', async () => {
    const alerts = await openAt(demo.url).listAlerts(signal)
    expect(alerts?.length).toBeGreaterThan(0)
    for (const { name, state, labels } of alerts ?? []) {
      expect(state).toBe('firing')
      expect(labels['alertname']).toBe(name)
    }
  })

  test('are unknown of a server that has none to tell, which is no illness', async () => {
    const server = createServer((_, response) => response.writeHead(404).end('404 page not found'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    // A TCP server's address is never a path.
    const { port } = server.address() as AddressInfo
    const adapter = openAt(`http://127.0.0.1:${port}`)
    expect(await adapter.listAlerts(signal)).toBeUndefined()
    expect(adapter.status().state).toBe('ok')
    server.close()
  })

  test.each<[PrometheusFault['answer'], string]>([
    ['html', 'prometheus-not-prometheus'],
    ['truncated', 'prometheus-garbled'],
    ['5xx', 'prometheus-error'],
    ['forbidden', 'prometheus-forbidden'],
    ['hang', 'prometheus-timeout'],
    ['huge', 'prometheus-too-large'],
  ])('of a sick server (%s) are a problem', async (answer, code) => {
    demo.setFault({ ...(answer && { answer }) })
    const adapter = openAt(demo.url, answer === 'hang' ? 1 : 20)
    expect((await problemOf(adapter.listAlerts(signal))).code).toBe(code)
  })
})
