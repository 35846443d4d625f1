import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  clientId,
  clientSecret,
  startProvider,
  type TestProvider,
} from '#demo/openid/provider.test-support.ts'
import {
  startTestConsole,
  startTimeoutMs,
  type TestConsole,
} from '#server/http/started-console.test-support.ts'

/** Where people open the console; the test's browser goes to its port instead. */
const origin = 'http://localhost:8123'
const json = { 'content-type': 'application/json' }
let provider: TestProvider
let served: TestConsole

beforeAll(async () => {
  provider = await startProvider(`${origin}/sign-in/callback`, {
    editor: ['bookinfo-editors', 'system:masters'],
    auditor: ['mesh-auditors'],
  })
  served = await startTestConsole(settings())
}, startTimeoutMs)
afterAll(async () => {
  await served?.stop()
  await provider?.stop()
})

const settings = () => ({
  VARDIA_AUTH: 'openid',
  VARDIA_PUBLIC_URL: origin,
  VARDIA_OPENID_ISSUER: provider.issuer,
  VARDIA_OPENID_CLIENT_ID: clientId,
  VARDIA_OPENID_CLIENT_SECRET: clientSecret,
  VARDIA_OPENID_ACTS_BY: 'impersonation',
})
const cookieOf = (set: readonly string[] | undefined, name: string) =>
  set
    ?.map((cookie) => cookie.split(';')[0] ?? '')
    .find((cookie) => new RegExp(`^${name}-${served.port}(-\\w+)?=`).test(cookie)) ?? ''

async function begin(returnTo = '/graph?ns=bookinfo') {
  const answer = await served.ask('/api/v1/sign-in/openid', {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ returnTo }),
  })
  expect(answer.status, answer.text).toBe(200)
  const proof = cookieOf(answer.headers['set-cookie'], 'vardia-sign-in')
  return { proof, location: String(JSON.parse(answer.text).location) }
}
const comeBack = (address: string, cookie: string) =>
  served.ask(address.slice(origin.length), { headers: { accept: 'text/html', cookie } })

async function signIn(account: string): Promise<string> {
  const { proof, location } = await begin()
  const back = await comeBack(await provider.signIn(location, account), proof)
  expect([back.status, back.headers.location], back.text).toEqual([303, '/graph?ns=bookinfo'])
  return cookieOf(back.headers['set-cookie'], 'vardia')
}
const read = (path: string, cookie: string) => served.ask(path, { headers: { cookie } })

describe('a sign-in at an OpenID provider', () => {
  test('asks for a code with PKCE, state and nonce, and keeps their secrets from the address and the page', async () => {
    const { proof, location } = await begin()
    const asked = new URL(location).searchParams
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: `${origin}/sign-in/callback`,
      code_challenge_method: 'S256',
    })
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(asked.get(name)?.length).toBeGreaterThan(20)
    expect(proof).not.toContain(asked.get('state') ?? '')
  })

  test('leads back to where the person came from, as whom the provider names, with the groups that are not of Kubernetes itself', async () => {
    const cookie = await signIn('editor')
    const { user, signIn: told } = JSON.parse((await read('/api/v1/session', cookie)).text)
    expect([user.name, told.method, user.mayWrite]).toEqual(['editor', 'openid', true])
    const { items } = JSON.parse((await read('/api/v1/namespaces', cookie)).text)
    // As a member of system:masters the person would see all.
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['bookinfo'])
    const asked = served.demo.kubernetes.asked.filter(
      ({ headers }) => headers['impersonate-user'] === 'editor',
    )
    expect(asked.length).toBeGreaterThan(0)
    for (const { headers } of asked) expect(headers['impersonate-group']).toBe('bookinfo-editors')
  })

  test('is refused to a browser that did not begin it, with another state, or with a code of no worth', async () => {
    const { proof, location } = await begin()
    const address = await provider.signIn(location, 'auditor')
    const other = await begin()
    const state = new URL(address).searchParams.get('state') ?? ''
    const wrong = [
      await comeBack(address, ''),
      await comeBack(address, other.proof),
      await comeBack(address, `${proof.slice(0, -3)}AAA`),
      await comeBack(`${origin}/sign-in/callback?code=guessed&state=${state}`, proof),
      await comeBack(`${origin}/sign-in/callback?error=access_denied&state=${state}`, proof),
    ]
    for (const { status, headers, text } of wrong) {
      expect([status, text.includes('Sign in')]).toEqual([401, true])
      expect(cookieOf(headers['set-cookie'], 'vardia')).toBe('')
    }
  })

  test('takes each code once', async () => {
    const { proof, location } = await begin()
    const address = await provider.signIn(location, 'auditor')
    expect((await comeBack(address, proof)).status).toBe(303)
    expect((await comeBack(address, proof)).status).toBe(401)
  })

  test('is one of several that a browser may begin side by side, each in a tab of its own', async () => {
    const [first, second] = [await begin('/graph'), await begin('/workloads')]
    const cookie = `${first.proof}; ${second.proof}`
    for (const { location, path } of [
      { ...first, path: '/graph' },
      { ...second, path: '/workloads' },
    ]) {
      const back = await comeBack(await provider.signIn(location, 'auditor'), cookie)
      expect([back.status, back.headers.location]).toEqual([303, path])
    }
    const many = Array.from({ length: 9 }, (_each, index) => `vardia-sign-in-${served.port}-${index}=x`)
    const answer = await served.ask('/api/v1/sign-in/openid', {
      method: 'POST',
      headers: { ...json, cookie: many.join('; ') },
      body: '{}',
    })
    const set = answer.headers['set-cookie'] ?? []
    expect(set.filter((each) => each.endsWith('Max-Age=0'))).toHaveLength(6)
    expect(set.filter((each) => each.endsWith('Max-Age=600'))).toHaveLength(1)
  })

  test('that is over leads who is signed in to the console, and tells anybody else what to do', async () => {
    const { proof, location } = await begin()
    const address = await provider.signIn(location, 'auditor')
    const session = cookieOf((await comeBack(address, proof)).headers['set-cookie'], 'vardia')
    // The browser's own way back, and the same address opened once more.
    const again = await comeBack(address, session)
    expect([again.status, again.headers.location]).toEqual([303, '/'])
    const stranger = await comeBack(address, '')
    expect([stranger.status, stranger.text]).toEqual([
      401,
      expect.stringContaining('keep cookies of this address'),
    ])
  })

  test('that is declined at the provider says so, in its word, as text', async () => {
    const { proof, location } = await begin()
    const state = new URL(location).searchParams.get('state') ?? ''
    const iss = encodeURIComponent(provider.issuer)
    const query = `state=${state}&iss=${iss}&error=${encodeURIComponent('<b>access_denied')}`
    const { status, text } = await comeBack(`${origin}/sign-in/callback?${query}`, proof)
    expect([status, text]).toEqual([401, expect.stringContaining('answered “&#60;b&#62;access_denied”')])
  })

  test('leads nowhere but to the console', async () => {
    const { proof, location } = await begin('https://evil.example/')
    const back = await comeBack(await provider.signIn(location, 'auditor'), proof)
    expect([back.status, back.headers.location]).toEqual([303, '/'])
  })
})

test('two people on one process see each their own, however their requests are mixed', async () => {
  const [editor, auditor] = [await signIn('editor'), await signIn('auditor')]
  const names = async (cookie: string) =>
    JSON.parse((await read('/api/v1/namespaces', cookie)).text).items.map(
      ({ name }: { name: string }) => name,
    )
  const all = await names(auditor)
  expect(all).toContain('istio-system')
  const answers = await Promise.all(
    Array.from({ length: 60 }, async (_each, index) =>
      index % 2 === 0 ? [await names(editor), ['bookinfo']] : [await names(auditor), all],
    ),
  )
  for (const [answer, expected] of answers) expect(answer).toEqual(expected)
})

test('who signed out is led on to the provider once, by a cookie that no script reads, and by no address of ours', async () => {
  const leaving = await startTestConsole(
    { ...settings(), VARDIA_OPENID_SIGN_OUT: 'provider-and-back' },
    served.demo,
  )
  try {
    const ask = (path: string, cookie: string, body?: string) =>
      leaving.ask(path, {
        method: body ? 'POST' : 'GET',
        headers: { ...json, cookie, accept: 'text/html' },
        ...(body && { body }),
      })
    const begun = await ask('/api/v1/sign-in/openid', '', '{}')
    const pick = (set: readonly string[] | undefined, name: string) =>
      set?.find((cookie) => new RegExp(`^${name}-${leaving.port}(-\\w+)?=[^;]`).test(cookie)) ?? ''
    const location = String(JSON.parse(begun.text).location)
    const address = await provider.signIn(location, 'auditor')
    const back = await ask(address.slice(origin.length), pick(begun.headers['set-cookie'], 'vardia-sign-in'))
    const session = pick(back.headers['set-cookie'], 'vardia').split(';', 1)[0] ?? ''
    const out = await ask('/api/v1/session/sign-out', session, '{}')
    expect(JSON.parse(out.text)).toEqual({ ended: true, atProvider: true })
    const leave = pick(out.headers['set-cookie'], 'vardia-leave')
    expect(leave).toMatch(/HttpOnly; SameSite=Lax; Max-Age=60$/)
    const led = await ask('/sign-in/leave', leave.split(';', 1)[0] ?? '')
    expect([led.status, led.text, led.headers['referrer-policy']]).toEqual([303, '', 'no-referrer'])
    expect(led.headers['cache-control']).toBe('no-store')
    const token = new URL(led.headers.location ?? '').searchParams.get('id_token_hint') ?? ''
    expect(token.split('.')).toHaveLength(3)
    expect(led.headers['set-cookie']?.join()).toMatch(/^vardia-leave-\d+=;.*Max-Age=0$/)
    expect((await ask('/sign-in/leave', session)).headers.location).toBe('/sign-in')
    expect(leaving.readLog()).not.toContain(token)
  } finally {
    await leaving.stop()
  }
}, 120_000)
