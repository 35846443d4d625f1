import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export interface TestProvider {
  readonly issuer: string
  /** Signs in at the provider as a browser with a person before it would; gives the address it is sent back to. */
  signIn(location: string, account: string): Promise<string>
  /** Whose refresh tokens were taken for new tokens so far, one after the other. */
  readonly renewed: readonly string[]
  /** What is called with each ID token before it is handed out. */
  onToken: (account: string, idToken: string) => void
  /** Answers every request from now on, instead of the provider; undefined makes it well again. */
  sick: RequestListener | undefined
  /** Takes back whatever was granted so far, refresh tokens too. */
  takeBack(): Promise<void>
  stop(): Promise<void>
}

export const clientId = 'vardia'
export const clientSecret = 'a secret that only the two know'

/** The OpenID provider of the npm package oidc-provider on a free loopback port; `groups` by account. */
export async function startProvider(
  redirectUri: string,
  groups: Readonly<Record<string, readonly string[]>>,
): Promise<TestProvider> {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has this form of address.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub', 'groups'], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    // As Keycloak and Dex do: to whoever may, for nothing but the asking. Each works once, and what was shown twice is stolen.
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    features: { devInteractions: { enabled: true } },
    findAccount: (_context: unknown, sub: string) => ({
      accountId: sub,
      claims: async () => ({ sub, groups: groups[sub] ?? [] }),
    }),
  })
  const answer = provider.callback()
  const renewed: string[] = []
  const grants = new Set<{ destroy(): Promise<void> }>()
  const made: TestProvider = {
    issuer,
    signIn: (location, account) => walk(issuer, location, account),
    renewed,
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
  server.on('request', (request, response) => (made.sick ?? answer)(request, response))
  provider.on('grant.success', ({ body, oidc: { params, entities } }) => {
    grants.add(entities.Grant)
    if (params.grant_type === 'refresh_token') renewed.push(entities.Account.accountId)
    if (body.id_token) made.onToken(entities.Account.accountId, body.id_token)
  })
  return made
}

const mostSteps = 12

/** Follows the provider's redirects, answering its forms, until it leads elsewhere. */
async function walk(issuer: string, location: string, account: string): Promise<string> {
  const cookies = new Map<string, string>()
  let next: { url: string; form?: URLSearchParams } = { url: location }
  for (let step = 0; step < mostSteps; step += 1) {
    const response = await fetch(next.url, {
      method: next.form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(next.form ? { body: next.form } : {}),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    const text = await response.text()
    const target = response.headers.get('location')
    if (target) {
      const url = new URL(target, next.url).href
      if (!url.startsWith(issuer)) return url
      next = { url }
    } else {
      const [, action = next.url] = /<form[^>]*action="([^"]+)"/.exec(text) ?? []
      const [, prompt = ''] = /name="prompt" value="([^"]+)"/.exec(text) ?? []
      if (!prompt) throw new Error(`the provider asks for nothing: ${response.status} ${text.slice(0, 500)}`)
      const answers = prompt === 'login' ? { prompt, login: account, password: 'any' } : { prompt }
      next = { url: new URL(action, next.url).href, form: new URLSearchParams(answers) }
    }
  }
  throw new Error('the provider does not come to an end')
}
