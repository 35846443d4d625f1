import type { User } from '#demo/kubernetes/users.ts'
import {
  clientId,
  clientSecret,
  type TestBrowser,
  type TestProvider,
} from '#demo/openid/provider.test-support.ts'
import type { ProcessState } from '#server/adapters/process-state.ts'
import type { Environment } from '#server/config/load.ts'
import type { OpenedState } from '#server/http/opened-state.test-support.ts'
import { clientHeader } from '#server/http/record-call.ts'
import { peerHeader } from '#server/http/session.ts'
import { schemeHeader } from '#server/http/sign-in/cookies.ts'
import { beginOpenid, finishOpenid } from '#server/http/sign-in/sign-in-by-openid.ts'

/** Where people open the console; nothing listens there. */
export const publicUrl = 'http://localhost:8123'

/** People sign in at the provider, and their ID tokens are what the cluster is asked with, for up to a day. */
export function buildOpenidSettings({ issuer }: TestProvider): Environment {
  return {
    VARDIA_AUTH: 'openid',
    VARDIA_PUBLIC_URL: publicUrl,
    VARDIA_OPENID_ISSUER: issuer,
    VARDIA_OPENID_CLIENT_ID: clientId,
    VARDIA_OPENID_CLIENT_SECRET: clientSecret,
    ...{ VARDIA_SESSION_IDLE_MINUTES: '1440', VARDIA_SESSION_HOURS: '24' },
    ...{ VARDIA_PROMETHEUS_URL: '', VARDIA_TRACING_URL: '', VARDIA_ISTIOD_URL: '' },
  }
}

/** The demo's API server takes each ID token of the provider as its user's from now on, as one that trusts the issuer does. */
export function trustProvider({ demo }: OpenedState, provider: TestProvider): void {
  // The list that the demo looks a bearer up in with each request; only its type is for readers.
  const users = demo.kubernetes.users as User[]
  provider.onToken = (account, token) => {
    const user = users.find(({ name }) => name === account)
    if (user) users.push({ ...user, token })
  }
}

/** What the front door says of a browser on this machine that sends this cookie. */
export function buildBrowserHeaders(cookie = ''): Headers {
  return new Headers({
    ...{ [peerHeader]: 'loopback', [clientHeader]: '127.0.0.1', [schemeHeader]: 'http' },
    cookie,
  })
}

/**
 * Signs in at the provider, from the first process to the second, which may be one.
 *
 * @param browser one that may have been at the provider before; a new one when absent
 * @returns the Cookie header of the session
 */
export async function signInAtProvider(
  account: string,
  provider: TestProvider,
  [first, second]: readonly [ProcessState, ProcessState],
  browser?: TestBrowser,
): Promise<string> {
  const signal = AbortSignal.timeout(30_000)
  const begun = await beginOpenid(
    { returnTo: '/graph' },
    { state: first, headers: buildBrowserHeaders(), signal },
  )
  const { location } = begun.output
  const address = browser
    ? (await browser.go(location, account)).address
    : await provider.signIn(location, account)
  const headers = buildBrowserHeaders(pick(begun.cookies, 'vardia-sign-in'))
  const { cookies } = await finishOpenid(new URL(address).search, { state: second, headers, signal })
  return pick(cookies, 'vardia')
}

function pick(cookies: readonly string[] | undefined, name: string): string {
  const set = cookies?.find((cookie) => new RegExp(`^${name}-\\d+(-\\w+)?=[^;]`).test(cookie))
  if (!set) throw new Error(`no cookie ${name} was set`)
  return set.split(';', 1)[0] ?? ''
}
