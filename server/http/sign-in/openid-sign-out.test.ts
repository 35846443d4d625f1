import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { GET as session } from '#app/api/v1/session/route.ts'
import { POST as signOut } from '#app/api/v1/session/sign-out/route.ts'
import { POST as endSession } from '#app/api/v1/sessions/end/route.ts'
import { startProvider, type TestBrowser, type TestProvider } from '#demo/openid/provider.test-support.ts'
import type { Environment } from '#server/config/load.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { findWayOut } from '#server/http/sign-in/leave-provider.ts'
import {
  buildBrowserHeaders,
  buildOpenidSettings,
  publicUrl,
  signInAtProvider,
  trustProvider,
} from '#server/http/sign-in/openid-session.test-support.ts'
import { askRoute } from '#server/http/sign-in/signed-in.test-support.ts'

const home = `${publicUrl}/sign-in`
let provider: TestProvider
let opened: OpenedState

/** A console over a provider, for the tests of one description. */
function over(
  settings: Environment,
  options: Parameters<typeof startProvider>[2] = { afterSignOut: [home] },
) {
  beforeAll(async () => {
    provider = await startProvider(`${publicUrl}/sign-in/callback`, { editor: ['bookinfo-editors'] }, options)
    opened = await openState({ ...buildOpenidSettings(provider), ...settings })
    trustProvider(opened, provider)
  }, 60_000)
  afterAll(async () => {
    await opened.close()
    await provider.stop()
  })
  afterEach(() => {
    provider.sick = undefined
    vi.useRealTimers()
  })
}

const signIn = (browser?: TestBrowser) =>
  signInAtProvider('editor', provider, [opened.state, opened.state], browser)
const readStatus = async (cookie: string) => (await askRoute(session, 'session', { cookie })).status
const findOut = (cookie: string) => findWayOut(buildBrowserHeaders(cookie), opened.state)
const listEnds = () => provider.asked.filter((path) => path.startsWith('/session/end'))

/** Signs out at the console; `leave` is the cookie by which the browser goes on to the provider. */
async function signOutHere(cookie: string) {
  const answer = await askRoute(signOut, 'session/sign-out', { cookie, body: {} })
  const set = answer.headers.getSetCookie()
  const leave = set.find((each) => /^vardia-leave-1=[^;]/.test(each)) ?? ''
  return { status: answer.status, body: await answer.json(), set, leave: leave.split(';', 1)[0] ?? '' }
}
/** Which prompts of the provider a further sign-in of that browser meets. */
async function listAsked(browser: TestBrowser): Promise<readonly string[]> {
  const asked: string[] = []
  await signIn({
    go: async (location, account) => {
      const visited = await browser.go(location, account)
      asked.push(...visited.asked)
      return visited
    },
  })
  return asked
}

describe('signing out of the console', () => {
  over({})

  test('leaves the session at the provider, unless it is set otherwise, and says so', async () => {
    const browser = provider.openBrowser()
    const cookie = await signIn(browser)
    const told = await (await askRoute(session, 'session', { cookie })).json()
    expect(told.signIn.provider).toEqual({ host: new URL(provider.issuer).host, ends: false })
    const { status, body, set, leave } = await signOutHere(cookie)
    expect([status, body, set.length, leave]).toEqual([200, { ended: true, atProvider: false }, 1, ''])
    expect(await readStatus(cookie)).toBe(401)
    expect(await findOut('')).toBe('/sign-in')
    expect(await listAsked(browser)).toEqual([])
    expect(listEnds()).toEqual([])
  })
})

describe.each([
  ['with the ID token', 'id-token'],
  ['by impersonation', 'impersonation'],
])('signing out of the provider too, in a console that asks %s', (_how, actsBy) => {
  over({ VARDIA_OPENID_SIGN_OUT: 'provider-and-back', VARDIA_OPENID_ACTS_BY: actsBy })

  test('ends both: the browser comes back to the sign-in, and is asked for credentials again', async () => {
    const browser = provider.openBrowser()
    const cookie = await signIn(browser)
    const told = await (await askRoute(session, 'session', { cookie })).json()
    expect(told.signIn.provider.ends).toBe(true)
    const { body, set, leave } = await signOutHere(cookie)
    expect(body).toEqual({ ended: true, atProvider: true })
    expect(set.find((each) => each.startsWith(leave))).toMatch(/; HttpOnly; SameSite=Lax; Max-Age=60$/)
    expect(await readStatus(cookie)).toBe(401)
    const location = await findOut(leave)
    const query = new URL(location).searchParams
    expect([query.get('post_logout_redirect_uri'), query.get('state')]).toEqual([home, 'signed-out'])
    const idToken = query.get('id_token_hint') ?? ''
    expect(idToken.split('.')).toHaveLength(3)
    const { address } = await browser.go(location, 'editor')
    expect(address).toBe(`${home}?state=signed-out`)
    expect(await listAsked(browser)).toContain('login')
    const written = JSON.stringify([
      opened.log,
      body,
      set,
      await opened.state.adapters.audit?.list({ isSeen: () => true, limit: 1_000 }),
    ])
    expect(written).toContain('sign-out')
    expect(written).not.toContain(idToken)
  })

  test('leaves alone who stays signed in there in another browser', async () => {
    const [mine, other] = [provider.openBrowser(), provider.openBrowser()]
    const [cookie, otherCookie] = [await signIn(mine), await signIn(other)]
    await mine.go(await findOut((await signOutHere(cookie)).leave), 'editor')
    expect(await readStatus(otherCookie)).toBe(200)
    expect(await listAsked(other)).toEqual([])
  })

  test('tells the provider nothing where the session had ended elsewhere, and of a cookie that is none of ours or old', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const [cookie, other] = [await signIn(), await signIn()]
    const before = listEnds().length
    const { sessions } = opened.state.adapters
    const kept = await sessions?.find(cookie.split('=')[1] ?? '', Date.now())
    const ended = await askRoute(endSession, 'sessions/end', { cookie: other, body: { id: kept?.id } })
    expect(ended.headers.getSetCookie()).toEqual([])
    const late = await signOutHere(cookie)
    expect([late.status, late.leave]).toEqual([401, ''])
    const { leave } = await signOutHere(other)
    expect(await findOut(`${leave.slice(0, -4)}AAAA`)).toBe('/sign-in')
    vi.setSystemTime(Date.now() + 61_000)
    expect(await findOut(leave)).toBe('/sign-in')
    expect(listEnds()).toHaveLength(before)
  })

  test('ends the session here when the provider is away, and says what did not end', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const cookie = await signIn()
    provider.sick = (_request, response) => void response.writeHead(502).end()
    // Its ID token has ended, and nobody renews it: one may leave all the same.
    vi.setSystemTime(Date.now() + 61 * 60_000)
    const { status, leave } = await signOutHere(cookie)
    expect(status).toBe(200)
    expect(await findOut(leave)).toBe('/sign-in?out=away')
    provider.sick = undefined
    expect(await readStatus(cookie)).toBe(401)
  })
})

describe('a provider that leads nobody back', () => {
  over({ VARDIA_OPENID_SIGN_OUT: 'provider' }, {})

  test('keeps who signs out on its own page, and the session there is over', async () => {
    const browser = provider.openBrowser()
    const location = await findOut((await signOutHere(await signIn(browser))).leave)
    expect(new URL(location).searchParams.has('post_logout_redirect_uri')).toBe(false)
    const { address, text } = await browser.go(location, 'editor')
    expect([address.startsWith(provider.issuer), text]).toEqual([
      true,
      expect.stringMatching(/sign-out success/i),
    ])
    expect(await listAsked(browser)).toContain('login')
  })
})

describe('a provider without an address to sign out at', () => {
  over({ VARDIA_OPENID_SIGN_OUT: 'provider-and-back' }, { withoutSignOut: true })

  test('does not keep anybody in the console, which says that one is still signed in there', async () => {
    const cookie = await signIn()
    expect(await findOut((await signOutHere(cookie)).leave)).toBe('/sign-in?out=no-way')
    expect(await readStatus(cookie)).toBe(401)
  })
})
