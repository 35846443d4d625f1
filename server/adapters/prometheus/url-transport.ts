import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import * as http from 'node:http'
import * as https from 'node:https'
import { placeForm, type Transport } from '#server/adapters/prometheus/transport.ts'
import { createMask, listSecrets } from '#server/adapters/upstream/mask-secrets.ts'

const agentOptions = { keepAlive: true, maxSockets: 32, maxFreeSockets: 16, scheduling: 'lifo' as const }
/** Tokens on disk are renewed about hourly; the old one stays good for minutes. */
const tokenAgeMs = 30_000

/** How a store of metrics wants to be asked; all that is absent is not sent. */
export interface UrlSettings {
  /** `user:password@` within it becomes basic credentials, and appears nowhere else. */
  readonly url: string
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly bearerToken?: string | undefined
  /** Read again every half minute; wins over the token. */
  readonly bearerTokenFile?: string | undefined
  /** Further headers, such as `X-Scope-OrgID` of Mimir and Cortex. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** PEM files. */
  readonly caFile?: string | undefined
  readonly certFile?: string | undefined
  readonly keyFile?: string | undefined
}

/**
 * The way to a base URL, on connections that are kept. Redirects are not followed: an answer that sends us elsewhere is
 * no Prometheus. Throws when a certificate's file cannot be read.
 */
export function openUrlTransport(settings: UrlSettings): Transport {
  const base = new URL(settings.url)
  const secure = base.protocol === 'https:'
  const tls = {
    ...readPem('ca', settings.caFile),
    ...readPem('cert', settings.certFile),
    ...readPem('key', settings.keyFile),
  }
  const agent = secure ? new https.Agent({ ...agentOptions, ...tls }) : new http.Agent(agentOptions)
  const prefix = base.pathname.replace(/\/+$/, '')
  const readAuthorization = createAuthorization(settings, base)
  const user = readUser(settings, base)
  let sent = ''
  // A token on disk changes, so the mask is made when something is to be masked.
  const listKnown = () => listSecrets({ ...settings.headers, authorization: sent }, user)
  return {
    address: base.origin,
    mask: (words) => createMask(listKnown())(words),
    close: () => agent.destroy(),
    begin: async ({ path, form, headers }) => {
      const placed = placeForm(`${prefix}${path}`, form, true)
      const authorization = await readAuthorization()
      sent = authorization ?? ''
      const request = (secure ? https : http).request({
        agent,
        host: base.hostname.replace(/^\[|\]$/g, ''),
        port: base.port || (secure ? 443 : 80),
        path: placed.path,
        method: placed.method,
        headers: {
          ...settings.headers,
          ...headers,
          ...placed.headers,
          ...(authorization ? { authorization } : {}),
        },
      })
      return { request, ...(placed.body === undefined ? {} : { body: placed.body }) }
    },
  }
}

function readPem(name: string, file: string | undefined): Record<string, Buffer> {
  return file ? { [name]: readFileSync(file) } : {}
}

function readUser(settings: UrlSettings, base: URL): { username: string; password: string } {
  return {
    username: settings.username ?? decodeURIComponent(base.username),
    password: settings.password ?? decodeURIComponent(base.password),
  }
}

function createAuthorization(settings: UrlSettings, base: URL): () => Promise<string | undefined> {
  const { bearerTokenFile: file, bearerToken } = settings
  const { username: user, password } = readUser(settings, base)
  if (file) {
    let known: { readonly token: string; readonly readAtMs: number } | undefined
    return async () => {
      if (!known || Date.now() - known.readAtMs > tokenAgeMs)
        known = { token: (await readFile(file, 'utf8')).trim(), readAtMs: Date.now() }
      return `Bearer ${known.token}`
    }
  }
  if (bearerToken) return async () => `Bearer ${bearerToken}`
  if (user || password) return async () => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  return async () => undefined
}
