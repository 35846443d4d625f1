import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { GET as logs } from '#app/api/v1/logs/route.ts'
import { POST as signOut } from '#app/api/v1/session/sign-out/route.ts'
import { POST as endAll } from '#app/api/v1/sessions/all/end/route.ts'
import { POST as endSession } from '#app/api/v1/sessions/end/route.ts'
import { GET as stream } from '#app/api/v1/stream/route.ts'
import { startProvider, type TestProvider } from '#demo/openid/provider.test-support.ts'
import { heartbeatMs } from '#server/http/hold-stream.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import {
  buildOpenidSettings,
  publicUrl,
  signInAtProvider,
} from '#server/http/sign-in/openid-session.test-support.ts'
import { askRoute } from '#server/http/sign-in/signed-in.test-support.ts'

let provider: TestProvider
let opened: OpenedState
beforeAll(async () => {
  provider = await startProvider(`${publicUrl}/sign-in/callback`, {
    editor: ['bookinfo-editors'],
    admin: ['mesh-admins'],
  })
  opened = await openState({
    ...buildOpenidSettings(provider),
    VARDIA_OPENID_ACTS_BY: 'impersonation',
    VARDIA_ROLES: JSON.stringify({ default: 'editor', grants: [{ role: 'admin', users: ['admin'] }] }),
  })
}, 60_000)
afterAll(async () => {
  await opened.close()
  await provider.stop()
})
afterEach(() => void vi.useRealTimers())

const signIn = (name: string) => signInAtProvider(name, provider, [opened.state, opened.state])
const post = async (route: typeof signOut, path: string, cookie: string, body: object = {}) =>
  expect((await askRoute(route, path, { cookie, body })).status).toBe(200)

/** How often the API server was asked to follow a log. */
const countFollows = () => opened.demo.kubernetes.asked.filter(({ path }) => /\/log$/.test(path)).length

/** Both kinds of stream of a session, with what came of them so far. */
async function follow(cookie: string) {
  const accept = { accept: 'text/event-stream' }
  const path = 'logs?namespace=bookinfo&workload=productpage-v1&tailLines=1'
  const open = async (answer: Response) => {
    expect(answer.status).toBe(200)
    const held = { lines: 0, hasEnded: false }
    const decoder = new TextDecoder()
    const sink = new WritableStream<Uint8Array>({
      write: (chunk) => {
        held.lines += decoder.decode(chunk).split('"lines"').length - 1
      },
    })
    void answer.body?.pipeTo(sink).then(() => {
      held.hasEnded = true
    })
    return held
  }
  return [
    await open(await askRoute(logs, path, { cookie, headers: accept })),
    await open(await askRoute(stream, 'stream', { cookie, headers: accept })),
  ] as const
}

describe('of two sessions of one person, who asks by impersonation and follows logs in both', () => {
  test.each([
    ['signed out', async (mine: string) => post(signOut, 'session/sign-out', mine)],
    [
      'ended from the other',
      async (mine: string, other: string) => {
        const kept = await opened.state.adapters.sessions?.find(mine.split('=')[1] ?? '', Date.now())
        await post(endSession, 'sessions/end', other, { id: kept?.id })
      },
    ],
    [
      'ended by an admin',
      async (mine: string) => {
        const kept = await opened.state.adapters.sessions?.find(mine.split('=')[1] ?? '', Date.now())
        await post(endAll, 'sessions/all/end', await signIn('admin'), { user: 'editor', id: kept?.id })
      },
    ],
  ])('one that is %s ends with its own streams, and the other goes on without a gap', async (_how, end) => {
    const [mine, other] = [await signIn('editor'), await signIn('editor')]
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const [ending, going] = [await follow(mine), await follow(other)]
    for (const [told] of [ending, going]) await expect.poll(() => told.lines).toBeGreaterThan(0)
    // Two pods of two containers.
    await expect.poll(countFollows).toBeGreaterThanOrEqual(4)
    const asked = countFollows()
    await end(mine, other)
    const before = going[0].lines
    await expect.poll(() => going[0].lines, { timeout: 15_000 }).toBeGreaterThan(before + 1)
    await vi.advanceTimersByTimeAsync(heartbeatMs)
    for (const each of ending) await expect.poll(() => each.hasEnded).toBe(true)
    const after = going[0].lines
    await expect.poll(() => going[0].lines, { timeout: 15_000 }).toBeGreaterThan(after + 1)
    expect(going.map(({ hasEnded }) => hasEnded)).toEqual([false, false])
    // What was cut would have been asked for anew.
    expect(countFollows()).toBe(asked)
    await post(signOut, 'session/sign-out', other)
    await vi.advanceTimersByTimeAsync(heartbeatMs)
    for (const each of going) await expect.poll(() => each.hasEnded).toBe(true)
  })
})
