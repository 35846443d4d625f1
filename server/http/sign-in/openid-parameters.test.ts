import { afterAll, beforeAll, expect, test } from 'vitest'
import { startProvider, type TestProvider } from '#demo/openid/provider.test-support.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import {
  buildBrowserHeaders,
  buildOpenidSettings,
  publicUrl,
  signInAtProvider,
  trustProvider,
} from '#server/http/sign-in/openid-session.test-support.ts'
import { beginOpenid } from '#server/http/sign-in/sign-in-by-openid.ts'

let provider: TestProvider
let opened: OpenedState
beforeAll(async () => {
  // As OpenID Connect Core 1.0, section 11, has it: `offline_access` is ignored without the person's consent.
  provider = await startProvider(`${publicUrl}/sign-in/callback`, {}, { asksForOffline: true })
})
afterAll(() => provider.stop())

const scopes = { VARDIA_OPENID_SCOPES: 'openid,offline_access' }
test.each([
  ['no refresh token without consent', scopes, false],
  ['a refresh token by prompt=consent', { ...scopes, VARDIA_OPENID_PARAMETERS: 'prompt=consent' }, true],
])('a strict provider gives %s', async (_what, settings, isGiven) => {
  opened = await openState({ ...buildOpenidSettings(provider), ...settings })
  try {
    trustProvider(opened, provider)
    const cookie = await signInAtProvider('editor', provider, [opened.state, opened.state])
    const kept = await opened.state.adapters.sessions?.find(cookie.split('=')[1] ?? '', Date.now())
    expect(kept?.secret?.token).toBeTruthy()
    expect(kept?.secret?.refreshToken !== undefined).toBe(isGiven)
  } finally {
    await opened.close()
  }
})

test('parameters go along as they are set, beside what the console says itself; a long way back is cut to its page', async () => {
  opened = await openState({
    ...buildOpenidSettings(provider),
    VARDIA_OPENID_PARAMETERS: 'access_type=offline, prompt=select_account consent',
  })
  try {
    const visit = {
      state: opened.state,
      headers: buildBrowserHeaders(),
      signal: AbortSignal.timeout(20_000),
    }
    const { output, cookies } = await beginOpenid({ returnTo: `/graph?find=${'x'.repeat(3_900)}` }, visit)
    expect(Object.fromEntries(new URL(output.location).searchParams)).toMatchObject({
      access_type: 'offline',
      prompt: 'select_account consent',
      code_challenge_method: 'S256',
      redirect_uri: `${publicUrl}/sign-in/callback`,
    })
    for (const cookie of cookies ?? []) expect(cookie.length).toBeLessThan(4_000)
  } finally {
    await opened.close()
  }
})
