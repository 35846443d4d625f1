import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { calls } from '#contract/calls.ts'
import { problemSchema } from '#contract/problem.ts'
import { streamPath } from '#contract/stream.ts'
import {
  startTestConsole,
  startTimeoutMs,
  type TestConsole,
} from '#server/http/started-console.test-support.ts'

let console: TestConsole

beforeAll(async () => {
  console = await startTestConsole({ VARDIA_ALLOWED_HOSTS: 'mesh.example.org' })
}, startTimeoutMs)
afterAll(() => console.stop())

const own = () => `http://127.0.0.1:${console.port}`
const readProblem = (text: string) => problemSchema.parse(JSON.parse(text))

describe('Host', () => {
  it.each([
    ['localhost', 200],
    ['localhost:1234', 200],
    ['console.localhost:80', 200],
    ['[::1]:20002', 200],
    ['mesh.example.org', 200],
    ['MESH.example.org:8443', 200],
    ['evil.example.org', 421],
    ['127.0.0.1.evil.example.org', 421],
    ['localhost.evil.example.org', 421],
    ['mesh.example.org@evil.example.org', 421],
    ['10.1.2.3', 421],
    ['a b', 421],
  ])('%s is answered with %i', async (host, status) => {
    const answer = await console.ask('/api/v1/session', { headers: { host } })
    expect(answer.status).toBe(status)
    if (status === 421) expect(readProblem(answer.text).code).toBe('host-foreign')
  })

  it('is asked on every path, also those of probes, pages and assets', async () => {
    for (const path of ['/', '/healthz', '/metrics', '/_next/static/x.js', '/nothing'])
      expect((await console.ask(path, { headers: { host: 'evil.example.org' } })).status).toBe(421)
  })
})

describe('Origin', () => {
  const changing = [
    ...calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => [method, path] as const),
    ['POST', '/'] as const,
    ['DELETE', '/api/v1/graph'] as const,
    ['OPTIONS', '/api/v1/graph'] as const,
    ['GET', streamPath] as const,
  ]
  const foreign: readonly (readonly [string, Record<string, string>])[] = [
    ['a foreign origin', { origin: 'https://evil.example.org' }],
    ['the null origin', { origin: 'null' }],
    ['another port of this host', { origin: 'http://127.0.0.1:1' }],
    ['another name of this host', { origin: 'http://localhost' }],
    ['a cross-site fetch without origin', { 'sec-fetch-site': 'cross-site' }],
    ['a same-site fetch without origin', { 'sec-fetch-site': 'same-site' }],
    ['an origin that is no address', { origin: 'evil' }],
  ]
  it.each(
    changing.flatMap(([method, path]) => foreign.map(([what, headers]) => ({ method, path, what, headers }))),
  )('$method $path refuses $what', async ({ method, path, headers }) => {
    const answer = await console.ask(path, { method, headers, body: method === 'GET' ? '' : '{}' })
    expect(answer.status).toBe(403)
    expect(readProblem(answer.text).code).toBe('origin-foreign')
  })

  it.each(changing.filter(([method]) => method === 'POST'))(
    '%s %s from its own page or from no page passes the guard',
    async (method, path) => {
      for (const headers of [
        {},
        { origin: own() },
        { origin: own(), 'sec-fetch-site': 'same-origin' },
        { 'sec-fetch-site': 'none' },
      ])
        expect((await console.ask(path, { method, headers, body: '{}' })).status).not.toBe(403)
    },
  )

  it('is not asked of a plain GET, which another site can send but not read', async () => {
    const answer = await console.ask('/api/v1/session', { headers: { origin: 'https://evil.example.org' } })
    expect(answer.status).toBe(200)
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })
})

describe('the request line', () => {
  it.each([
    'http://127.0.0.1/api/v1/session',
    'api/v1/session',
    '/api/v1/../v1/session',
    '/./api/v1/session',
    '//api/v1/session',
    '/api\\v1\\session',
    '*',
  ])('refuses the target %s', async (target) => {
    const answer = await console.askRaw(
      `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('refuses to change the protocol', async () => {
    const answer = await console.askRaw(
      'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('refuses headers above its bound', async () => {
    const answer = await console.askRaw(
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
  })
})

describe('headers that a client may not set', () => {
  it('does not take the nonce of its scripts from the client', async () => {
    const answer = await console.ask('/', {
      headers: { 'content-security-policy': "script-src 'nonce-stolen'", 'x-nonce': 'stolen' },
    })
    expect(answer.status).toBe(200)
    expect(answer.text).not.toContain('stolen')
    const nonce = /'nonce-([^']+)'/.exec(String(answer.headers['content-security-policy']))?.[1]
    expect(answer.text).toContain(`nonce="${nonce}"`)
  })

  it('draws a nonce for every answer', async () => {
    const [first, second] = await Promise.all([console.ask('/healthz'), console.ask('/healthz')])
    expect(first.headers['content-security-policy']).not.toBe(second.headers['content-security-policy'])
  })

  it.each([
    ['x-middleware-subrequest', 'middleware:middleware:middleware'],
    ['x-middleware-rewrite', '/api/v1/session'],
    ['x-nextjs-data', '1'],
    ['x-forwarded-host', 'evil.example.org'],
    ['x-forwarded-proto', 'https'],
  ])('%s changes nothing', async (name, value) => {
    const answer = await console.ask('/', { headers: { [name]: value } })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toMatch(/^text\/html/)
    expect(answer.text).not.toContain('evil.example.org')
    expect(answer.headers).not.toHaveProperty('strict-transport-security')
  })

  it('counts a client that a proxy speaks for as elsewhere, unless the proxy is trusted', async () => {
    const answer = await console.ask('/api/v1/session', { headers: { 'x-forwarded-for': '127.0.0.1' } })
    expect(answer.status).toBe(401)
    expect(readProblem(answer.text)).toMatchObject({ kind: 'unauthenticated', code: 'loopback-only' })
    const claimed = await console.ask('/api/v1/session', {
      headers: { 'x-forwarded-for': '10.0.0.1', 'x-vardia-peer': 'loopback' },
    })
    expect(claimed.status).toBe(401)
  })
})

describe('every answer', () => {
  it.each(['/', '/healthz', '/api/v1/session', '/api/v1/nothing', '/nothing'])(
    '%s carries the security headers',
    async (path) => {
      const { headers } = await console.ask(path)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
      })
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("'strict-dynamic'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/)
      expect(headers).not.toHaveProperty('x-powered-by')
    },
  )

  it('puts the nonce on every script and style of a page', async () => {
    const { text } = await console.ask('/')
    const tags = text.match(/<(script|style)\b[^>]*>/g) ?? []
    expect(tags.length).toBeGreaterThan(3)
    for (const tag of tags) expect(tag).toMatch(/ nonce="[^"]+"/)
  })
})

describe('the API', () => {
  it.each([
    '/api',
    '/api/',
    '/api/v1',
    '/api/v1/nothing',
    '/api/v1/graph/',
    '/api/v1/%67raph',
    '/api/v2/graph',
  ])('%s is not found, as problem+json', async (path) => {
    const answer = await console.ask(path)
    expect(answer.status).toBe(404)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(readProblem(answer.text).code).toBe('call-not-found')
  })

  it('answers a method that a path does not have with 405 and Allow', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'TRACE']) {
      const answer = await console.ask('/api/v1/graph', { method })
      expect(answer.status).toBe(405)
      expect(answer.headers['allow']).toBe('GET, HEAD, POST, OPTIONS')
      expect(readProblem(answer.text).code).toBe('method-not-allowed')
    }
  })

  it('answers OPTIONS with Allow and HEAD as GET without a body', async () => {
    const options = await console.ask('/api/v1/session', { method: 'OPTIONS' })
    expect([options.status, options.headers['allow'], options.text]).toEqual([204, 'GET, HEAD, OPTIONS', ''])
    const head = await console.ask('/api/v1/session', { method: 'HEAD' })
    expect([head.status, head.headers['content-type'], head.text]).toEqual([200, 'application/json', ''])
  })

  it('answers every declared call', async () => {
    const asked = calls.filter(({ method }) => method === 'GET')
    // Each waits for sources of its own: at once they take as long as the slowest.
    const answers = await Promise.all(asked.map(({ path }) => console.ask(path)))
    for (const [index, answer] of answers.entries()) {
      const name = asked[index]?.name
      // Nobody signs in to this console, so there are no sessions to list.
      const well = name === 'own-sessions' || name === 'all-sessions' ? [501] : [200, 400]
      expect(well, `${name}: ${answer.text}`).toContain(answer.status)
      expect(answer.headers['cache-control']).toBe('private, no-store')
    }
  })

  it('gives an answer the id that its log line has', async () => {
    const { headers } = await console.ask('/api/v1/session')
    await expect.poll(() => console.readLog()).toContain(`"requestId":"${headers['x-request-id']}"`)
  })

  it.each([
    ['the body is no JSON', 'application/json', '{"namespaces":', 400, 'body-not-json'],
    ['the body is of another type', 'text/plain', '{}', 415, 'body-media-type'],
    ['the body has no type', '', '{}', 415, 'body-media-type'],
    ['the body exceeds 1 MiB', 'application/json', `"${'x'.repeat(1024 * 1024)}"`, 413, 'body-too-large'],
    ['a namespace has a quote', 'application/json', '{"namespaces":["a\\"}"]}', 400, 'input-invalid'],
  ])('when %s, a POST is refused', async (_when, type, body, status, code) => {
    const answer = await console.ask('/api/v1/graph', {
      method: 'POST',
      body,
      ...(type ? { headers: { 'content-type': type } } : {}),
    })
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(readProblem(answer.text).code).toBe(code)
  })
})

describe('pages and assets', () => {
  it('serves assets packed by brotli and for ever', async () => {
    const { text } = await console.ask('/')
    const path = /\/_next\/static\/[^"]+\.js/.exec(text)?.[0] ?? ''
    const plain = await console.ask(path)
    const packed = await console.ask(path, { headers: { 'accept-encoding': 'gzip, br' } })
    expect(packed.headers).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript',
      vary: 'Accept-Encoding',
    })
    expect(packed.body.length).toBeLessThan(plain.body.length / 2)
  })

  it.each([
    ['/', /<\/html>/],
    ['/api/v1/openapi.json', /"openapi":"3\.1\.1"/],
    ['/api/v1/graph?namespaces=bookinfo', /"nodes":\[\{/],
    ['/metrics', /vardia_/],
  ])('serves %s packed as the client takes it, readable', async (path, words) => {
    for (const [encoding, unpack] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const answer = await console.ask(path, { headers: { 'accept-encoding': encoding } })
      expect(answer.headers['content-encoding']).toBe(encoding)
      expect(unpack(answer.body).toString()).toMatch(words)
    }
    expect((await console.ask(path)).text).toMatch(words)
  })

  it('never lets a page be cached, but its icon', async () => {
    expect((await console.ask('/')).headers['cache-control']).toBe('private, no-store')
    expect((await console.ask('/icon.svg')).headers['cache-control']).toBe('public, max-age=3600')
  })

  it.each([
    '/_next/static/chunks/gone.js',
    '/_next/image?url=%2Ficon.svg&w=64&q=75',
    '/_next/static/../../server.js',
  ])('%s is not served', async (path) => {
    expect((await console.ask(path)).status).toBeGreaterThanOrEqual(400)
  })

  it('takes no body for a page, so that no server action can be called', async () => {
    const answer = await console.ask('/', { method: 'POST', headers: { 'next-action': 'x' }, body: '[]' })
    expect(answer.status).toBe(405)
  })
})

describe('operation', () => {
  it('counts requests by call, never by a path of the client', async () => {
    await console.ask('/api/v1/namespaces')
    await console.ask('/wp-login.php')
    const { text } = await console.ask('/metrics')
    expect(text).toMatch(
      /vardia_http_request_duration_seconds_count\{route="namespaces",method="GET",status="200"\} \d/,
    )
    expect(text).toMatch(
      /vardia_upstream_request_duration_seconds_count\{adapter="kubernetes",verb="readSnapshot",outcome="ok"\}/,
    )
    expect(text).toMatch(/vardia_snapshot_objects\{kind="Pod"\} [1-9]/)
    expect(text).toMatch(/process_resident_memory_bytes \d/)
    expect(text).not.toContain('wp-login')
  })

  it('is ready', async () => {
    expect((await console.ask('/readyz')).status).toBe(200)
    expect((await console.ask('/healthz')).text).toBe('ok\n')
  })
})
