import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { GET as namespaces } from '#app/api/v1/namespaces/route.ts'
import { GET as ownSessions } from '#app/api/v1/sessions/route.ts'
import { startProvider, type TestProvider } from '#demo/openid/provider.test-support.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import {
  buildOpenidSettings,
  publicUrl,
  signInAtProvider,
  trustProvider,
} from '#server/http/sign-in/openid-session.test-support.ts'
import { askRoute } from '#server/http/sign-in/signed-in.test-support.ts'

const minuteMs = 60_000
/** How long an ID token of the provider holds. */
const tokenMs = 60 * minuteMs
/** After an attempt that failed the next is made so much later at most. */
const againMs = minuteMs
let provider: TestProvider
let opened: OpenedState

beforeEach(async () => {
  // The clock stands but when a test moves it on, for the console and the provider alike.
  vi.useFakeTimers({ toFake: ['Date'] })
  provider = await startProvider(`${publicUrl}/sign-in/callback`, {})
  opened = await openState(buildOpenidSettings(provider))
  trustProvider(opened, provider)
})
afterEach(async () => {
  await opened.close()
  await provider.stop()
  vi.useRealTimers()
})

const moveOn = (ms: number) => vi.setSystemTime(Date.now() + ms)
const signIn = (account: string) => signInAtProvider(account, provider, [opened.state, opened.state])
/** What a person is told who asks for data: the names of the namespaces, or why not. */
const read = async (
  cookie: string,
): Promise<{ status: number; names?: string[]; code?: string; text: string }> => {
  const answer = await askRoute(namespaces, 'namespaces', { cookie })
  const text = await answer.text()
  const { items, code } = JSON.parse(text)
  return {
    status: answer.status,
    text,
    ...(items ? { names: items.map(({ name }: { name: string }) => name) } : { code }),
  }
}
const listTokens = () =>
  new Set(opened.demo.kubernetes.asked.map(({ headers }) => headers.authorization).filter(Boolean))

describe('a session whose ID token is about to end', () => {
  test('is renewed by its refresh token, and goes on as the same person, asking with the new one', async () => {
    const cookie = await signIn('editor')
    for (let round = 1; round <= 3; round += 1) {
      expect((await read(cookie)).names).toEqual(['bookinfo'])
      expect(provider.renewed).toHaveLength(round - 1)
      const before = listTokens()
      moveOn(tokenMs - minuteMs)
      expect((await read(cookie)).names).toEqual(['bookinfo'])
      expect(provider.renewed).toEqual(Array.from({ length: round }, () => 'editor'))
      expect(listTokens().difference(before).size).toBe(1)
    }
  })

  test.each([
    ['while it holds', tokenMs - minuteMs],
    ['after it has ended', tokenMs + minuteMs],
  ])('is renewed once however many ask at once, %s, and each of them is answered', async (_when, ms) => {
    const cookie = await signIn('editor')
    moveOn(ms)
    const answers = await Promise.all(Array.from({ length: 10 }, () => read(cookie)))
    for (const { names, text } of answers) expect(names, text).toEqual(['bookinfo'])
    expect(provider.renewed).toEqual(['editor'])
  })

  test('ends when the provider refuses, and says so; what was asked for is not told', async () => {
    const cookie = await signIn('auditor')
    expect((await read(cookie)).names).toContain('bookinfo')
    await provider.takeBack()
    moveOn(tokenMs - minuteMs)
    const refused = await read(cookie)
    expect([refused.status, refused.code]).toEqual([401, 'sign-in-ended'])
    expect(refused.text).not.toContain('bookinfo')
    const after = await read(cookie)
    expect([after.status, after.code]).toEqual([401, 'sign-in-needed'])
    expect(provider.renewed).toEqual([])
  })

  test('ends when the provider renews it for somebody else', async () => {
    const [editor, auditor] = [await signIn('editor'), await signIn('auditor')]
    const { sessions } = opened.state.adapters
    const [mine, other] = await Promise.all(
      [editor, auditor].map((cookie) => sessions?.find(cookie.split('=')[1] ?? '', Date.now())),
    )
    if (!mine?.secret || !other?.secret?.refreshToken) throw new Error('nobody has signed in')
    const { refreshToken } = other.secret
    await sessions?.renew(mine.id, { ...mine.secret, refreshToken })
    moveOn(tokenMs - minuteMs)
    const refused = await read(editor)
    expect([refused.status, refused.code]).toEqual([401, 'sign-in-ended'])
    expect(provider.renewed).toEqual(['auditor'])
  })

  test('ends with it where there is no refresh token, and has said so before', async () => {
    const cookie = await signIn('editor')
    const { sessions } = opened.state.adapters
    const kept = await sessions?.find(cookie.split('=')[1] ?? '', Date.now())
    const { token = '', endsMs = 0 } = kept?.secret ?? {}
    await sessions?.renew(kept?.id ?? '', { token, endsMs })
    moveOn(tokenMs - minuteMs)
    expect((await read(cookie)).status).toBe(200)
    moveOn(minuteMs)
    const ended = await read(cookie)
    expect([ended.status, ended.code]).toEqual([401, 'sign-in-ended'])
    expect(provider.renewed).toEqual([])
  })
})

const answerWith =
  (status: number, type: string, body: string): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': type }).end(body)
const sicknesses: readonly (readonly [string, RequestListener])[] = [
  ['breaks off', (request) => void request.socket.destroy()],
  [
    'breaks off in the middle of its answer',
    (request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 })
      response.write('{"access_token":', () => request.socket.destroy())
    },
  ],
  ['stands behind a proxy that does not reach it', answerWith(502, 'text/html', '<h1>Bad Gateway</h1>')],
  ['is looked after, as a page says', answerWith(200, 'text/html', '<h1>Maintenance</h1>')],
  ['stands behind a wall', answerWith(403, 'text/html', '<h1>Forbidden</h1>')],
  ['is in need', answerWith(500, 'application/json', '{"error":"server_error"}')],
  ['is asked too often', answerWith(429, 'application/json', '{"error":"slow_down"}')],
  ['says that it is busy', answerWith(400, 'application/json', '{"error":"temporarily_unavailable"}')],
]

describe('while the provider', () => {
  test.each(sicknesses)(
    '%s, a session holds until its token ends, has no data after, and goes on when the provider is well',
    async (_name, sick) => {
      const cookie = await signIn('editor')
      provider.sick = sick
      moveOn(tokenMs - minuteMs)
      expect((await read(cookie)).names).toEqual(['bookinfo'])
      moveOn(minuteMs)
      const away = await read(cookie)
      expect([away.status, away.code], away.text).toEqual([503, 'openid-away'])
      expect(away.text).not.toContain('bookinfo')
      provider.sick = undefined
      moveOn(againMs)
      expect((await read(cookie)).names).toEqual(['bookinfo'])
      expect(provider.renewed).toEqual(['editor'])
      expect((await askRoute(ownSessions, 'sessions', { cookie })).status).toBe(200)
    },
  )
})
