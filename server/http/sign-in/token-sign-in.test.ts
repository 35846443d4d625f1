import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  startTestConsole,
  startTimeoutMs,
  type TestConsole,
} from '#server/http/started-console.test-support.ts'

let served: TestConsole
let tokens: Readonly<Record<string, string>>
const json = { 'content-type': 'application/json' }
const browser = { accept: 'text/html', host: 'localhost' }

beforeAll(async () => {
  served = await startTestConsole({ VARDIA_AUTH: 'token', VARDIA_TRUSTED_PROXIES: '127.0.0.1' })
  tokens = Object.fromEntries(served.demo.kubernetes.users.map(({ name, token }) => [name, token]))
}, startTimeoutMs)
afterAll(() => served?.stop())

/** Signs in and returns the Cookie header of the session. */
async function signIn(user: string, cookie = ''): Promise<string> {
  const answer = await served.ask('/api/v1/sign-in/token', {
    method: 'POST',
    headers: { ...json, cookie },
    body: JSON.stringify({ token: tokens[user] }),
  })
  expect(answer.status, answer.text).toBe(200)
  return String(answer.headers['set-cookie']?.[0]).split(';')[0] ?? ''
}
const read = (path: string, cookie: string) => served.ask(path, { headers: { cookie } })
const post = (path: string, cookie: string, body: unknown = {}) =>
  served.ask(path, { method: 'POST', headers: { ...json, cookie }, body: JSON.stringify(body) })
const readUser = async (cookie: string) => JSON.parse((await read('/api/v1/session', cookie)).text)
const listNames = async (cookie: string): Promise<string[]> =>
  JSON.parse((await read('/api/v1/namespaces', cookie)).text).items.map(({ name }: { name: string }) => name)

describe('a token of Kubernetes', () => {
  test('signs in as whom the API server takes its bearer for, without another identity to choose', async () => {
    const { user, signIn: told, identities } = await readUser(await signIn('auditor'))
    expect(user).toEqual({
      ...{ name: 'auditor', anonymous: false, mayWrite: false, roles: ['auditor'] },
      ...{ mayAudit: true, mayEndSessions: false },
      mayNotWrite: expect.objectContaining({ code: 'may-not-anything' }),
    })
    expect([told.method, identities]).toEqual(['token', []])
    const { user: admin } = await readUser(await signIn('admin'))
    expect(admin).toMatchObject({ mayWrite: true, roles: ['admin'], mayAudit: true, mayEndSessions: true })
  })

  test('shows what its bearer may list and nothing of what the console itself reads', async () => {
    expect(await listNames(await signIn('admin'))).toContain('istio-system')
    expect(await listNames(await signIn('editor'))).toEqual(['bookinfo'])
    expect(await listNames(await signIn('nobody'))).toEqual([])
  })

  test('is refused in words when the cluster does not know it, and leaves no session', async () => {
    for (const token of ['unknown', 'a b', 'x\r\nImpersonate-User: admin']) {
      const answer = await post('/api/v1/sign-in/token', '', { token })
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([401, 'token-refused'])
      expect(answer.headers['set-cookie']).toBeUndefined()
      expect(answer.text).not.toContain(token)
    }
  })

  test('leads to a page of the console alone', async () => {
    for (const [returnTo, expected] of [
      ['/graph?namespaces=bookinfo', '/graph?namespaces=bookinfo'],
      ['//evil.example', '/'],
      ['https://evil.example/', '/'],
      ['/\\evil.example', '/'],
      ['/..//evil.example', '/'],
      ['/\tgraph', '/'],
      ['javascript:alert(1)', '/'],
      ['/sign-in?return=/', '/'],
      ['/api/v1/session', '/'],
    ]) {
      const answer = await post('/api/v1/sign-in/token', '', { token: tokens['auditor'], returnTo })
      expect(JSON.parse(answer.text), returnTo).toEqual({ returnTo: expected })
    }
  })
})

describe('a session', () => {
  test('has a cookie that scripts cannot read, for this port on loopback and for the whole host over TLS', async () => {
    const ask = (headers: Record<string, string>) =>
      served.ask('/api/v1/sign-in/token', {
        method: 'POST',
        headers: { ...json, ...headers },
        body: JSON.stringify({ token: tokens['auditor'] }),
      })
    const plain = String((await ask({})).headers['set-cookie'])
    expect(plain).toMatch(new RegExp(`^vardia-${served.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax$`))
    const secure = String((await ask({ 'x-forwarded-proto': 'https' })).headers['set-cookie'])
    expect(secure).toMatch(/^__Host-vardia=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/)
    // The cookie of one way is none of the other: a page in plain HTTP cannot plant one.
    const [value] = secure.split(';')
    expect((await read('/api/v1/session', value ?? '')).status).toBe(401)
  })

  test('begins under a new id whatever the browser sent, and ends the one that it was signed in as before', async () => {
    const planted = `vardia-${served.port}=${'a'.repeat(43)}`
    const first = await signIn('auditor', planted)
    expect(first).not.toBe(planted)
    expect((await read('/api/v1/session', planted)).status).toBe(401)
    const second = await signIn('admin', first)
    expect((await read('/api/v1/session', first)).status).toBe(401)
    expect((await readUser(second)).user.name).toBe('admin')
  })

  test('is listed for its person and ended by its person alone', async () => {
    const [mine, other, foreign] = [await signIn('auditor'), await signIn('auditor'), await signIn('admin')]
    const list = async (cookie: string) => JSON.parse((await read('/api/v1/sessions', cookie)).text).sessions
    const others = (await list(mine)).filter(({ current }: { current: boolean }) => !current)
    const { id } = (await list(other)).find(({ current }: { current: boolean }) => current)
    expect(others.map((each: { id: string }) => each.id)).toContain(id)
    expect((await post('/api/v1/sessions/end', foreign, { id })).status).toBe(404)
    expect((await read('/api/v1/session', other)).status).toBe(200)
    expect((await post('/api/v1/sessions/end', mine, { id })).status).toBe(200)
    expect((await read('/api/v1/session', other)).status).toBe(401)
    expect((await read('/api/v1/session', mine)).status).toBe(200)
  })

  test('ends with signing out, and its browser forgets the cookie', async () => {
    const cookie = await signIn('auditor')
    const answer = await post('/api/v1/session/sign-out', cookie)
    expect(String(answer.headers['set-cookie'])).toMatch(/=; .*Max-Age=0$/)
    expect((await read('/api/v1/session', cookie)).status).toBe(401)
  })

  test('moves its end on with a sign of its person', async () => {
    const cookie = await signIn('auditor')
    const { signIn: told } = await readUser(cookie)
    const stayed = JSON.parse((await post('/api/v1/session/stay', cookie)).text)
    expect(stayed.endsAt).toBe(told.endsAt)
    expect(Date.parse(stayed.idleEndsAt)).toBeGreaterThanOrEqual(Date.parse(told.idleEndsAt))
  })
})

describe('whoever is not signed in', () => {
  test('is led from a page to the sign-in and back, keeping path and query', async () => {
    const answer = await served.ask('/graph?namespaces=bookinfo', { headers: browser })
    expect(answer.status).toBe(303)
    expect(answer.headers.location).toBe('/sign-in?return=%2Fgraph%3Fnamespaces%3Dbookinfo')
    expect((await served.ask('/sign-in', { headers: browser })).status).toBe(200)
    const cookie = await signIn('auditor')
    const back = await served.ask(answer.headers.location ?? '', { headers: { ...browser, cookie } })
    expect([back.status, back.headers.location]).toEqual([303, '/graph?namespaces=bookinfo'])
  })

  test('is answered 401 by every call, and by nothing of the cluster', async () => {
    const { calls } = await import('#contract/calls.ts')
    const open = ['sign-in-ways', 'sign-in-by-token', 'sign-in-by-openid']
    for (const { name, method, path } of calls.filter((call) => !open.includes(call.name))) {
      const answer = await served.ask(path.replaceAll(/\{[^}]+\}/g, 'x'), {
        method,
        headers: json,
        body: '{}',
      })
      expect([answer.status, JSON.parse(answer.text).code], name).toEqual([401, 'sign-in-needed'])
    }
    expect((await served.ask('/api/v1/openapi.json')).status).toBe(401)
    expect((await served.ask('/api/v1/stream')).status).toBe(401)
  })
})

describe('trying out tokens', () => {
  test('is slowed down for the address that does, and not for another', async () => {
    const attempt = (address: string, token = 'wrong') =>
      served.ask('/api/v1/sign-in/token', {
        method: 'POST',
        headers: { ...json, 'x-forwarded-for': address },
        body: JSON.stringify({ token }),
      })
    const outcome = async () => {
      const answers = await Promise.all(Array.from({ length: 6 }, () => attempt('203.0.113.7')))
      const slowed = answers.find(({ status }) => status === 429)
      return [
        Number(slowed?.headers['retry-after']) > 0,
        (await attempt('203.0.113.7', tokens['admin'])).status,
      ]
    }
    await expect.poll(outcome, { timeout: 30_000 }).toEqual([true, 429])
    expect((await attempt('203.0.113.8', tokens['admin'])).status).toBe(200)
  })
})
