import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PrometheusHandle, startPrometheus } from '#demo/prometheus/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'

const NOW_MS = Date.UTC(2026, 10, 21, 12)
const now = String(NOW_MS / 1000)
const recorded = new URL('../../../shared/recorded/prometheus/', import.meta.url)

let server: PrometheusHandle

beforeAll(async () => {
  server = await startPrometheus({ world: buildWorld({ seed: 1, nowMs: NOW_MS }), nowMs: () => NOW_MS })
})

afterAll(() => server.stop())

async function ask(path: string, parameters: Record<string, string> = {}, init: RequestInit = {}) {
  const response = await fetch(`${server.url}${path}?${new URLSearchParams(parameters)}`, init)
  const text = await response.text()
  // Every API answer here is an object of the documented shape; tests read what they name.
  const body = text.startsWith('{')
    ? (JSON.parse(text) as { status: string; error?: string; data?: never })
    : undefined
  return { response, text, body }
}

/** Types of all fields, arrays by their first element, label sets as one: what must not drift from the real server. */
function describeShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [describeShape(value[0])]
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, key === 'metric' ? 'labels' : describeShape(field)]),
  )
}

const RATE = 'sum(rate(istio_requests_total{reporter="destination"}[1m]))'
const LONG_RANGE = { start: '0', end: now, step: '1' }

describe('errors', () => {
  test.each([
    { file: 'error-parse', path: 'query', parameters: { query: 'sum(rate(x[1m])' }, status: 400 },
    { file: 'error-type', path: 'query', parameters: { query: 'rate(up)' }, status: 400 },
    {
      file: 'error-range-points',
      path: 'query_range',
      parameters: { query: 'up', ...LONG_RANGE },
      status: 400,
    },
    {
      file: 'error-range-step',
      path: 'query_range',
      parameters: { query: 'up', start: now, end: now, step: '0' },
      status: 400,
    },
    { file: 'error-series-nomatch', path: 'series', parameters: {}, status: 400 },
    {
      file: 'error-timeout',
      path: 'query',
      parameters: { query: 'count({__name__=~".+"}) by (le)', timeout: '1ms' },
      status: 503,
    },
  ])('$file is worded as by the real server', async ({ file, path, parameters, status }) => {
    const { response, text } = await ask(`/api/v1/${path}`, { time: now, ...parameters })
    expect(response.status).toBe(status)
    const expected = new URL(`${file}.json`, recorded)
    if (existsSync(expected)) expect(text).toBe(readFileSync(expected, 'utf8').trim())
    else expect(JSON.parse(text)).toMatchObject({ status: 'error' })
  })

  test('a time that is none is worded as by release 3', async () => {
    const { body } = await ask('/api/v1/query', { query: 'up', time: 'abc' })
    expect(body?.error).toBe(
      `invalid parameter "time": invalid time value for 'time': cannot parse "abc" to a valid timestamp`,
    )
  })

  test('a form that is larger than Go reads holds nothing, and series say so', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const body = `match[]=${'x'.repeat(10_500_000)}`
    const post = (path: string) => fetch(`${server.url}/api/v1/${path}`, { method: 'POST', headers, body })
    expect(await (await post('series')).json()).toMatchObject({
      errorType: 'bad_data',
      error: 'error parsing form values: http: POST too large',
    })
    expect(await (await post('query')).json()).toMatchObject({ errorType: 'bad_data' })
  })

  test('no query at all is worded as by release 3, which knows no position in an empty text', async () => {
    const { response, body } = await ask('/api/v1/query', { time: now })
    expect(response.status).toBe(400)
    expect(body?.error).toBe(
      'invalid parameter "query": unknown position: parse error: no expression found in input',
    )
  })

  test('many-to-many matching is an execution error that names both series', async () => {
    const query = 'istio_requests_total + on() istio_requests_total'
    const { response, body } = await ask('/api/v1/query', { query, time: now })
    expect(response.status).toBe(422)
    expect(body?.error).toMatch(/^found duplicate series for the match group \{\} on the right hand-side/)
  })

  test.each(['holt_winters_smooth(up)', 'histogram_avg(up)', 'up </ 1', 'up[5m + 1m]'])(
    'what the evaluator leaves out is refused by name: %s',
    async (query) => {
      const { response, body } = await ask('/api/v1/query', { query, time: now })
      expect(body?.status).toBe('error')
      expect([400, 501]).toContain(response.status)
      expect(body?.error).toMatch(/unknown function|not supported/)
    },
  )

  test('an unknown path is 404 in plain text, a part left out is 501 by name', async () => {
    const unknown = await ask('/api/v1/nope')
    expect([unknown.response.status, unknown.text]).toEqual([404, '404 page not found\n'])
    const left = await ask('/api/v1/format_query')
    expect(left.response.status).toBe(501)
    expect(left.text).toContain('/api/v1/format_query')
  })
})

describe('answers', () => {
  test.each([
    { file: 'query-scalar', path: 'query', parameters: { query: '1+1' } },
    { file: 'query-string', path: 'query', parameters: { query: '"a"' } },
    { file: 'query-empty', path: 'query', parameters: { query: 'nope_total' } },
    { file: 'query-inf', path: 'query', parameters: { query: 'vector(1)/0' } },
    { file: 'query-stats', path: 'query', parameters: { query: 'up{job="istiod"}', stats: 'all' } },
    {
      file: 'range-empty',
      path: 'query_range',
      parameters: { query: 'nope', start: now, end: now, step: '15' },
    },
    { file: 'status-config', path: 'status/config', parameters: {} },
  ])('$file has the shape of the recorded one', async ({ file, path, parameters }) => {
    const { text } = await ask(`/api/v1/${path}`, { time: now, ...parameters })
    const expected = new URL(`${file}.json`, recorded)
    if (!existsSync(expected)) return expect(JSON.parse(text)).toMatchObject({ status: 'success' })
    // Release 3 counts what it read as well, which the recorded 2.42 does not.
    const own = JSON.parse(text.replace(/,"samplesRead":\d+/, ''))
    expect(describeShape(own)).toEqual(describeShape(JSON.parse(readFileSync(expected, 'utf8'))))
  })

  test.each([
    { file: 'status-buildinfo', path: 'status/buildinfo' },
    { file: 'status-runtimeinfo', path: 'status/runtimeinfo' },
    { file: 'targets', path: 'targets' },
    { file: 'metadata', path: 'metadata' },
  ])('$file has every field that the recorded one has', async ({ file, path }) => {
    const { text } = await ask(`/api/v1/${path}`)
    const own = JSON.parse(text).data
    const expected = new URL(`${file}.json`, recorded)
    if (!existsSync(expected)) return expect(own).toBeTypeOf('object')
    const real = JSON.parse(readFileSync(expected, 'utf8')).data
    const pick = (data: Record<string, unknown>) =>
      file === 'targets'
        ? Object.values(data['activeTargets'] ?? {})[0]
        : file === 'metadata'
          ? Object.values(data)[0]
          : data
    const fields = (data: Record<string, unknown>) => Object.keys([pick(data)].flat()[0] ?? {})
    expect(fields(own)).toEqual(expect.arrayContaining(fields(real)))
  })

  test('a form by POST is answered as the same parameters by GET', async () => {
    const got = await ask('/api/v1/query', { query: RATE, time: now })
    const posted = await ask(
      '/api/v1/query',
      {},
      {
        method: 'POST',
        body: new URLSearchParams({ query: RATE, time: now }),
      },
    )
    expect(posted.text).toBe(got.text)
    expect(Number(JSON.parse(got.text).data.result[0].value[1])).toBeGreaterThan(100)
  })

  test('there is an hour of history at the start and nothing of the future', async () => {
    const start = String(NOW_MS / 1000 - 3600)
    const end = String(NOW_MS / 1000 + 600)
    const { text } = await ask('/api/v1/query_range', { query: RATE, start, end, step: '60' })
    const times = JSON.parse(text).data.result[0].values.map(([time]: [number]) => time)
    expect(times[0]).toBe(Number(start))
    expect(times.at(-1)).toBeLessThanOrEqual(NOW_MS / 1000 + 60)
  })

  test('labels and their values tell of every family', async () => {
    const labels = JSON.parse((await ask('/api/v1/labels')).text).data
    expect(labels).toEqual([...labels].sort())
    expect(labels).toEqual(expect.arrayContaining(['__name__', 'le', 'reporter', 'destination_workload']))
    const reporters = await ask('/api/v1/label/reporter/values')
    expect(JSON.parse(reporters.text).data).toEqual(['destination', 'source', 'waypoint'])
    const names = await ask('/api/v1/label/__name__/values', { 'match[]': '{app="ztunnel"}' })
    expect(JSON.parse(names.text).data).toEqual(expect.arrayContaining(['istio_tcp_sent_bytes_total']))
  })

  test('bounds of buckets are stored as Prometheus 3 does and exposed as a proxy does', async () => {
    const stored = await ask('/api/v1/label/le/values', { 'match[]': 'istio_request_bytes_bucket' })
    expect(JSON.parse(stored.text).data).toEqual(expect.arrayContaining(['0.5', '1.0', '3.6e+06', '+Inf']))
    const { text } = await ask('/metrics')
    const written = new Set(
      [...text.matchAll(/^istio_request_bytes_bucket\{.*,le="([^"]+)"/gm)].map(([, le]) => le),
    )
    expect([...written]).toEqual(expect.arrayContaining(['0.5', '1', '3600000', '+Inf']))
  })

  test('an alert fires for the workload that fails, with the value of its rule', async () => {
    const alerts = JSON.parse((await ask('/api/v1/alerts')).text).data.alerts
    expect(alerts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          state: 'firing',
          labels: expect.objectContaining({ destination_workload: 'payment-v2', severity: 'critical' }),
        }),
      ]),
    )
    const groups = JSON.parse((await ask('/api/v1/rules')).text).data.groups
    const rules = groups.flatMap((group: { rules: { state?: string; type: string }[] }) => group.rules)
    expect(rules).toContainEqual(expect.objectContaining({ state: 'firing', type: 'alerting', health: 'ok' }))
  })

  test('a long answer is compressed for who takes gzip', async () => {
    const { response } = await ask('/api/v1/query', { query: 'istio_requests_total', time: now })
    expect(response.headers.get('content-encoding')).toBe('gzip')
    const plain = await ask(
      '/api/v1/query',
      { query: 'istio_requests_total', time: now },
      {
        headers: { 'accept-encoding': 'identity' },
      },
    )
    expect(plain.response.headers.get('content-encoding')).toBeNull()
  })

  test('the version is one of Prometheus 3, and both probes answer', async () => {
    const { text } = await ask('/api/v1/status/buildinfo')
    expect(JSON.parse(text).data.version).toMatch(/^3\./)
    expect((await ask('/-/healthy')).text).toBe('Prometheus Server is Healthy.\n')
    expect((await ask('/-/ready')).response.status).toBe(200)
  })
})

describe('faults', () => {
  test.each([
    { answer: 'html', status: 200, says: /^<!DOCTYPE html>/ },
    { answer: '422', status: 422, says: /"errorType":"execution"/ },
    { answer: '5xx', status: 503, says: /^Service Unavailable$/ },
    { answer: 'forbidden', status: 403, says: /^Forbidden$/ },
    { answer: 'nan', status: 200, says: /"NaN"\]/ },
  ] as const)('a Prometheus that answers with $answer is well again once the fault is gone', async (row) => {
    server.setFault({ answer: row.answer })
    const sick = await ask('/api/v1/query', { query: RATE, time: now })
    server.setFault(undefined)
    const well = await ask('/api/v1/query', { query: RATE, time: now })
    expect(well.body?.status).toBe('success')
    expect(sick).toMatchObject({ response: { status: row.status }, text: expect.stringMatching(row.says) })
  })

  test('a truncated answer is no JSON', async () => {
    server.setFault({ answer: 'truncated' })
    await expect(ask('/api/v1/query', { query: RATE, time: now })).rejects.toThrow(SyntaxError)
    server.setFault(undefined)
  })

  test('a hanging server holds the answer until the client leaves', async () => {
    server.setFault({ answer: 'hang' })
    const leaving = AbortSignal.timeout(150)
    await expect(ask('/api/v1/query', { query: RATE }, { signal: leaving })).rejects.toThrow()
    server.setFault(undefined)
  })

  test('a huge answer never ends by itself before a client would have given up', async () => {
    server.setFault({ answer: 'huge' })
    const response = await fetch(`${server.url}/api/v1/query?query=up`)
    let bytes = 0
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length
      if (bytes > 32 * 2 ** 20) break
    }
    server.setFault(undefined)
    expect(bytes).toBeGreaterThan(32 * 2 ** 20)
  })

  test('a fault may hit only the queries that hold a text', async () => {
    server.setFault({ answer: '422', only: 'istio_tcp' })
    const hit = await ask('/api/v1/query', { query: 'sum(rate(istio_tcp_sent_bytes_total[1m]))', time: now })
    const missed = await ask('/api/v1/query', { query: RATE, time: now })
    server.setFault(undefined)
    expect([hit.response.status, missed.response.status]).toEqual([422, 200])
  })
})
