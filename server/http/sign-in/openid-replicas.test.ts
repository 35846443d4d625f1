import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startProvider, type TestProvider } from '#demo/openid/provider.test-support.ts'
import { hasPostgresql, holdPostgresql } from '#server/adapters/database/postgresql.test-support.ts'
import { closeAdapters, openAdapters } from '#server/adapters/open-adapters.ts'
import type { ProcessState } from '#server/adapters/process-state.ts'
import { createMeter } from '#server/http/meter.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { findSession } from '#server/http/session.ts'
import { findWayOut } from '#server/http/sign-in/leave-provider.ts'
import {
  buildBrowserHeaders,
  buildOpenidSettings,
  publicUrl,
  signInAtProvider,
  trustProvider,
} from '#server/http/sign-in/openid-session.test-support.ts'

const minuteMs = 60_000
const postgresql = holdPostgresql()
let provider: TestProvider
let opened: OpenedState
let replicas: readonly [ProcessState, ProcessState]

beforeAll(async () => {
  if (!hasPostgresql) return
  provider = await startProvider(
    `${publicUrl}/sign-in/callback`,
    {},
    { afterSignOut: [`${publicUrl}/sign-in`] },
  )
  opened = await openState({
    ...buildOpenidSettings(provider),
    VARDIA_OPENID_SIGN_OUT: 'provider-and-back',
    VARDIA_DATABASE_URL: await postgresql.createDatabase(),
    VARDIA_SESSION_KEY: 'one key for all of the replicas, 32 and more',
  })
  trustProvider(opened, provider)
  // Its adapters are its own: nothing but the store is between the two.
  const { state } = opened
  replicas = [state, { ...state, adapters: openAdapters(state.config, state.log, createMeter()) }]
}, 120_000)
afterAll(async () => {
  if (replicas) await closeAdapters(replicas[1].adapters)
  await opened?.close()
  await provider?.stop()
})
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const find = (cookie: string, state: ProcessState) => findSession(buildBrowserHeaders(cookie), state)

describe.skipIf(!hasPostgresql)('of two consoles over one PostgreSQL', () => {
  test('either ends a sign-in that the other began, and both know who signed in', async () => {
    const [first, second] = replicas
    for (const way of [[first, second] as const, [second, first] as const]) {
      const cookie = await signInAtProvider('editor', provider, way)
      for (const state of replicas) {
        const { user, method } = await find(cookie, state)
        expect([user.name, method]).toEqual(['editor', 'openid'])
      }
    }
  })

  test('one signs out whom the other signed in, and either leads on to the provider', async () => {
    const [first, second] = replicas
    for (const [signsOut, leads] of [[first, second] as const, [second, second] as const]) {
      const cookie = await signInAtProvider('editor', provider, [first, first])
      const session = await findSession(buildBrowserHeaders(cookie), signsOut, true)
      const sealed = await session.sealLeave?.()
      await signsOut.adapters.sessions?.end(session.id)
      await expect(find(cookie, leads)).rejects.toMatchObject({ code: 'sign-in-needed' })
      const location = await findWayOut(buildBrowserHeaders(`vardia-leave-1=${sealed}`), leads)
      const { origin, searchParams } = new URL(location)
      expect([origin, searchParams.get('id_token_hint')?.split('.')]).toEqual([
        provider.issuer,
        [expect.any(String), expect.any(String), expect.any(String)],
      ])
    }
  })

  test.each([
    ['that holds', 59 * minuteMs],
    ['that has ended', 61 * minuteMs],
  ])('one renews a token %s, whichever are asked and however many times at once', async (_which, ms) => {
    const cookie = await signInAtProvider('editor', provider, replicas)
    const before = provider.renewed.length
    vi.setSystemTime(Date.now() + ms)
    const found = await Promise.all(
      Array.from({ length: 10 }, (_each, index) => find(cookie, replicas[index % 2 === 0 ? 0 : 1])),
    )
    expect(found.map(({ user }) => user.name)).toEqual(Array.from({ length: 10 }, () => 'editor'))
    expect(provider.renewed.slice(before)).toEqual(['editor'])
  })
})
