import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  startTestConsole,
  startTimeoutMs,
  type TestConsole,
} from '#server/http/started-console.test-support.ts'

/** Two consoles would be two builds' worth of start: one that signs in by token tells all of these. */
let served: TestConsole
let cookie: string

beforeAll(async () => {
  served = await startTestConsole({ VARDIA_AUTH: 'token' })
  const token = served.demo.kubernetes.users.find(({ name }) => name === 'nobody')?.token
  const answer = await served.ask('/api/v1/sign-in/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  cookie = String(answer.headers['set-cookie']?.[0]).split(';')[0] ?? ''
}, startTimeoutMs)
afterAll(() => served?.stop())

const claims: Readonly<Record<string, string>> = {
  'impersonate-user': 'claimed',
  'impersonate-group': 'system:masters',
  'impersonate-uid': 'claimed',
  'impersonate-extra-scopes': 'claimed',
  authorization: 'Bearer claimed',
  'x-forwarded-user': 'claimed',
  'x-forwarded-groups': 'system:masters',
  'x-remote-user': 'claimed',
  'x-vardia-user': encodeURIComponent('{"name":"claimed","groups":["system:masters"]}'),
  'x-vardia-peer': 'loopback',
  connection: 'Impersonate-User',
}

describe('what a client says of itself', () => {
  test.each(Object.entries(claims))('by %s makes nobody of it who is not signed in', async (name, value) => {
    const answer = await served.ask('/api/v1/namespaces', { headers: { [name]: value } })
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([401, 'sign-in-needed'])
  })

  test('makes nobody more of who is, and none of it reaches the API server', async () => {
    for (const [name, value] of Object.entries(claims)) {
      const answer = await served.ask('/api/v1/namespaces', { headers: { cookie, [name]: value } })
      expect([answer.status, JSON.parse(answer.text).items], name).toEqual([200, []])
    }
    for (const { headers } of served.demo.kubernetes.asked) {
      expect(Object.keys(headers).filter((name) => name.startsWith('impersonate-'))).toEqual([])
      expect(JSON.stringify(headers)).not.toContain('claimed')
      expect([headers['x-forwarded-user'], headers.cookie, headers['x-vardia-user']]).toEqual([
        undefined,
        undefined,
        undefined,
      ])
    }
  })
})

describe('ways around the front door', () => {
  test.each([
    ['a part of a page', '/graph?_rsc=abc', { rsc: '1' }],
    ['a page as its data', '/graph.rsc', {}],
    ['data of the pages router', '/_next/data/build/graph.json', {}],
    ['a skipped middleware', '/graph', { 'x-middleware-subrequest': 'middleware:middleware' }],
    ['a page that no browser asks for', '/graph', {}],
  ])('%s is refused without a session', async (_what, path, headers) => {
    const answer = await served.ask(path, { headers: { ...headers } })
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([401, 'sign-in-needed'])
  })

  test('a cookie of nobody, of another form or of another console opens nothing', async () => {
    for (const value of [
      'x'.repeat(43),
      '',
      'a.b',
      '../session',
      "' OR 1=1 --",
      cookie.replace('vardia-', 'other-'),
    ]) {
      const sent = value.includes('=') && !value.includes(' ') ? value : `vardia-${served.port}=${value}`
      expect((await served.ask('/api/v1/session', { headers: { cookie: sent } })).status, value).toBe(401)
    }
  })

  test('absolute targets, climbing paths and other protocols are refused, with and without a session', async () => {
    for (const who of ['', `Cookie: ${cookie}\r\n`]) {
      const ask = (line: string, more = '') =>
        served.askRaw(`${line} HTTP/1.1\r\nHost: localhost\r\n${who}${more}Connection: close\r\n\r\n`)
      expect(await ask('GET http://localhost/api/v1/session')).toMatch(/^HTTP\/1\.1 400 /)
      expect(await ask('GET /_next/static/../../api/v1/session')).toMatch(/^HTTP\/1\.1 400 /)
      expect(await ask('GET /_next/static/%2e%2e/%2e%2e/package.json')).toMatch(/^HTTP\/1\.1 400 /)
      const upgrade = `GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\n${who}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
      expect(await served.askRaw(upgrade)).toMatch(/^HTTP\/1\.1 400 /)
    }
  })

  test('a page of another site can neither sign in nor sign out', async () => {
    for (const path of ['/api/v1/sign-in/token', '/api/v1/session/sign-out']) {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
      ]) {
        const sent: Record<string, string> = { 'content-type': 'application/json', cookie }
        Object.assign(sent, headers)
        expect((await served.ask(path, { method: 'POST', headers: sent, body: '{}' })).status).toBe(403)
      }
    }
    expect((await served.ask('/api/v1/session', { headers: { cookie } })).status).toBe(200)
  })

  test('a link on another site opens the page itself', async () => {
    const headers = {
      cookie,
      accept: 'text/html',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
    }
    expect((await served.ask('/graph', { headers })).status).toBe(200)
  })

  test('bodies and headers beyond their bounds are refused', async () => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ token: 'x'.repeat(1_100_000) })
    expect((await served.ask('/api/v1/sign-in/token', { method: 'POST', headers, body })).status).toBe(413)
    const long = await served.ask('/api/v1/session', { headers: { cookie: `a=${'x'.repeat(20_000)}` } })
    expect(long.status).toBe(431)
  })
})
