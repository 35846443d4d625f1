import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { startProvider, type TestProvider } from '#demo/openid/provider.test-support.ts'
import type { Environment } from '#server/config/load.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { presentProblem } from '#server/http/problem-response.ts'
import {
  buildOpenidSettings,
  publicUrl,
  signInAtProvider,
} from '#server/http/sign-in/openid-session.test-support.ts'

const hourMs = 3_600_000
let provider: TestProvider
let opened: OpenedState

beforeAll(async () => {
  provider = await startProvider(`${publicUrl}/sign-in/callback`, {})
})
afterAll(() => provider.stop())
afterEach(async () => {
  await opened.close()
  provider.sick = undefined
  vi.useRealTimers()
})

/** What a person is told who signs in at such a console. */
async function readRefusal(settings: Environment = {}, at: TestProvider = provider) {
  const impersonated = { VARDIA_OPENID_ACTS_BY: 'impersonation' }
  opened = await openState({ ...buildOpenidSettings(at), ...impersonated, ...settings })
  const refusal = await signInAtProvider('editor', at, [opened.state, opened.state]).then(
    () => undefined,
    (error: unknown) => presentProblem(error, 'any'),
  )
  return { code: refusal?.code, status: refusal?.status, says: refusal?.detail ?? '' }
}

describe('whoever signs in is told what is wrong, and who mends it, when', () => {
  test('the provider does not take the console’s secret', async () => {
    const { code, status, says } = await readRefusal({ VARDIA_OPENID_CLIENT_SECRET: 'another' })
    expect([code, status]).toEqual(['openid-client', 503])
    expect(says).toMatch(/compares VARDIA_OPENID_CLIENT_ID and VARDIA_OPENID_CLIENT_SECRET/)
  })

  test('the provider calls itself otherwise than the setting', async () => {
    const issuer = provider.issuer.replace('127.0.0.1', 'localhost')
    const { code, says } = await readRefusal({ VARDIA_OPENID_ISSUER: issuer })
    expect([code, says]).toEqual(['openid-issuer', expect.stringContaining(`as ${provider.issuer}`)])
  })

  test('the clock of the console is ahead by more than a token holds', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const nowMs = Date.now()
    provider.sick = (request, response, well) => {
      // One process has one clock: the provider's is put back while it makes its tokens.
      if (request.url === '/token') {
        vi.setSystemTime(nowMs - 2 * hourMs)
        response.once('finish', () => vi.setSystemTime(nowMs))
      }
      well()
    }
    const { code, says } = await readRefusal()
    expect([code, says]).toEqual(['openid-clock', expect.stringMatching(/differ by 7,2\d\d seconds/)])
  })

  test('the keys of the provider cannot be read', async () => {
    provider.sick = (request, response, well) =>
      request.url === '/jwks' ? void response.writeHead(500).end() : well()
    const { code, status, says } = await readRefusal()
    expect([code, status]).toEqual(['openid-away', 503])
    expect(says).toContain(provider.issuer)
  })

  test('the cluster does not trust the provider', async () => {
    const { code, says } = await readRefusal({ VARDIA_OPENID_ACTS_BY: 'id-token' })
    expect([code, says]).toEqual(['openid-untrusted', expect.stringContaining('--oidc-issuer-url')])
  })

  test('the certificate of the provider is not trusted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vardia-tls-'))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    execFileSync('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-keyout', key, '-out', cert, '-subj', '/CN=provider', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ])
    const guarded = await startProvider(
      `${publicUrl}/sign-in/callback`,
      {},
      { tls: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') } },
    )
    try {
      const { code, status, says } = await readRefusal({}, guarded)
      expect([code, status]).toEqual(['openid-certificate', 503])
      expect(says).toMatch(/\(DEPTH_ZERO_SELF_SIGNED_CERT\).*NODE_EXTRA_CA_CERTS/)
    } finally {
      await guarded.stop()
      rmSync(folder, { recursive: true })
    }
  })
})
