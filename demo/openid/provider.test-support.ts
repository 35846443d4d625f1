import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** A browser with a person before it, which keeps the provider's cookies. */
export interface TestBrowser {
  /** Follows the provider's redirects and answers its forms, until it leads elsewhere or asks for nothing more. */
  go(location: string, account: string): Promise<Visited>
}

export interface Visited {
  /** Where it ended: led away, or on a page of the provider. */
  readonly address: string
  readonly text: string
  /** What the provider asked on the way: `login`, `consent`, `logout`. */
  readonly asked: readonly string[]
}

export interface TestProvider {
  readonly issuer: string
  /** Signs in at the provider in a browser that was never there; gives the address it is sent back to. */
  signIn(location: string, account: string): Promise<string>
  openBrowser(): TestBrowser
  /** Whose refresh tokens were taken for new tokens so far, one after the other. */
  readonly renewed: readonly string[]
  /** Paths that were asked so far, with their query. */
  readonly asked: readonly string[]
  /** What is called with each ID token before it is handed out. */
  onToken: (account: string, idToken: string) => void
  /** Answers every request from now on, unless it lets the provider do so; undefined makes it well again. */
  sick: ((...given: [...Parameters<RequestListener>, well: () => void]) => void) | undefined
  /** Takes back whatever was granted so far, refresh tokens too. */
  takeBack(): Promise<void>
  stop(): Promise<void>
}

export interface ProviderOptions {
  /** Served by TLS with this key and certificate. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Refresh tokens only for the scope `offline_access`, as OpenID Connect Core 1.0, section 11, has it. */
  readonly asksForOffline?: boolean
  /** How long the next ID token holds; an hour when absent. */
  readonly idTokenSeconds?: () => number
  /** Where whoever signs out there may be led to. */
  readonly afterSignOut?: readonly string[]
  /** Without an address to sign out at, as Dex. */
  readonly withoutSignOut?: boolean
}

export const clientId = 'vardia'
export const clientSecret = 'a secret that only the two know'

/** The OpenID provider of the npm package oidc-provider on a free loopback port; `groups` by account. */
export async function startProvider(
  redirectUri: string | readonly string[],
  groups: Readonly<Record<string, readonly string[]>>,
  options: ProviderOptions = {},
): Promise<TestProvider> {
  const { tls } = options
  const server: Server = tls ? createTlsServer(tls) : createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has this form of address.
  const issuer = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, buildConfiguration(redirectUri, groups, options))
  const answer = provider.callback()
  const [renewed, asked]: [string[], string[]] = [[], []]
  const grants = new Set<{ destroy(): Promise<void> }>()
  const made: TestProvider = {
    issuer,
    signIn: async (location, account) => {
      const { address, text } = await openBrowser(issuer).go(location, account)
      if (address.startsWith(issuer)) throw new Error(`the provider asks for nothing: ${text.slice(0, 500)}`)
      return address
    },
    openBrowser: () => openBrowser(issuer),
    renewed,
    asked,
    onToken: () => undefined,
    sick: undefined,
    takeBack: async () => {
      await Promise.all([...grants].map((grant) => grant.destroy()))
      grants.clear()
    },
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  server.on('request', (request, response) => {
    asked.push(request.url ?? '')
    const well = () => void answer(request, response)
    if (made.sick) made.sick(request, response, well)
    else well()
  })
  provider.on('grant.success', ({ body, oidc: { params, entities } }) => {
    grants.add(entities.Grant)
    if (params.grant_type === 'refresh_token') renewed.push(entities.Account.accountId)
    if (body.id_token) made.onToken(entities.Account.accountId, body.id_token)
  })
  return made
}

function buildConfiguration(
  redirectUri: string | readonly string[],
  groups: Readonly<Record<string, readonly string[]>>,
  options: ProviderOptions,
): Readonly<Record<string, unknown>> {
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri].flat(),
        post_logout_redirect_uris: options.afterSignOut ?? [],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub', 'groups'], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: { IdToken: options.idTokenSeconds ?? 3_600 },
    // As Keycloak and Dex do: to whoever may, for nothing but the asking. Each works once, and what was shown twice is stolen.
    ...(options.asksForOffline ? {} : { issueRefreshToken: async () => true }),
    rotateRefreshToken: true,
    features: {
      devInteractions: { enabled: true },
      rpInitiatedLogout: { enabled: !options.withoutSignOut },
    },
    findAccount: (_context: unknown, sub: string) => ({
      accountId: sub,
      claims: async () => ({ sub, groups: groups[sub] ?? [] }),
    }),
  }
}

const mostSteps = 16

function openBrowser(issuer: string): TestBrowser {
  const cookies = new Map<string, string>()
  const load = async (url: string, form: URLSearchParams | undefined) => {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { body: form } : {}),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return { text: await response.text(), target: response.headers.get('location') }
  }
  return {
    go: async (location, account) => {
      const asked: string[] = []
      let next: { url: string; form?: URLSearchParams } = { url: location }
      for (let step = 0; step < mostSteps; step += 1) {
        const { url } = next
        if (!url.startsWith(issuer)) return { address: url, text: '', asked }
        const { text, target } = await load(url, next.form)
        const answer = target ? undefined : answerForm(text, account)
        if (!target && !answer) return { address: url, text, asked }
        if (answer) asked.push(answer.asks)
        next = answer
          ? { url: new URL(answer.action || url, url).href, form: new URLSearchParams(answer.fields) }
          : { url: new URL(target ?? '', url).href }
      }
      throw new Error('the provider does not come to an end')
    },
  }
}

/** What a person fills in and presses; undefined on a page that asks for nothing. */
function answerForm(
  text: string,
  account: string,
):
  | { readonly asks: string; readonly action: string; readonly fields: Readonly<Record<string, string>> }
  | undefined {
  const [, action = ''] = /<form[^>]*action="([^"]+)"/.exec(text) ?? []
  const [, prompt] = /name="prompt" value="([^"]+)"/.exec(text) ?? []
  const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(text) ?? []
  if (xsrf) return { asks: 'logout', action, fields: { xsrf, logout: 'yes' } }
  if (!prompt) return undefined
  const login = { login: account, password: 'any' }
  return { asks: prompt, action, fields: { prompt, ...(prompt === 'login' && login) } }
}
