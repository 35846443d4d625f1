import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import * as http from 'node:http'
import * as https from 'node:https'
import { createMask, listSecrets, type Mask } from '#server/adapters/upstream/mask-secrets.ts'
import { explainTls, type TlsFault } from '#server/adapters/upstream/tls-fault.ts'

const keptOptions = { keepAlive: true, maxSockets: 32, maxFreeSockets: 16, scheduling: 'lifo' as const }
/** Tokens on disk are renewed about hourly; the old one stays good for minutes. */
const tokenAgeMs = 30_000

/** How a server at a URL wants to be asked; all that is absent is not sent. */
export interface UrlSettings {
  /** `user:password@` within it becomes basic credentials, and appears nowhere else. */
  readonly url: string
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly bearerToken?: string | undefined
  /** Read again every half minute; wins over the token, and that over name and password. */
  readonly bearerTokenFile?: string | undefined
  /** Further headers, such as `X-Scope-OrgID` of Mimir, Cortex and Tempo. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** PEM files: who signed the server's certificate, and our own with its key. */
  readonly caFile?: string | undefined
  readonly certFile?: string | undefined
  readonly keyFile?: string | undefined
}

/** Requests to one URL, with everything that it wants of who asks. */
export interface UrlRequests {
  /** Scheme, host and port: what may be shown and logged. */
  readonly address: string
  /** Takes out of what it answers the credentials that it is asked with. */
  readonly mask: Mask
  /** Whether certificates are why a connection broke, or why an answer has this status. */
  readonly explain: (failure: unknown) => TlsFault | undefined
  /** A request that is ready to be sent to a path below the URL. Rejects where a token's file cannot be read. */
  begin(question: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
  }): Promise<http.ClientRequest>
  close(): void
}

/**
 * Opens the way to a base URL; with `keepAlive` on connections that are kept, which their caller must know to ask anew on
 * when the server closed one. Redirects are not followed: an answer that sends us elsewhere is not from whom we asked.
 * Throws when a certificate's file cannot be read.
 */
export function openUrlRequests(settings: UrlSettings, { keepAlive }: { keepAlive: boolean }): UrlRequests {
  const base = new URL(settings.url)
  const secure = base.protocol === 'https:'
  const tls = {
    ...readPem('ca', settings.caFile),
    ...readPem('cert', settings.certFile),
    ...readPem('key', settings.keyFile),
  }
  const options = keepAlive ? keptOptions : {}
  const agent = secure ? new https.Agent({ ...options, ...tls }) : new http.Agent(options)
  const prefix = base.pathname.replace(/\/+$/, '')
  const user = readUser(settings, base)
  const readAuthorization = createAuthorization(settings, user)
  let sent = ''
  return {
    address: base.origin,
    // A token on disk changes, so the mask is made when there is something to be masked.
    mask: (words) => createMask(listSecrets({ ...settings.headers, authorization: sent }, user))(words),
    explain: (failure) => explainTls(failure, tls['cert'], Date.now()),
    close: () => agent.destroy(),
    begin: async ({ method, path, headers }) => {
      const authorization = await readAuthorization()
      sent = authorization ?? ''
      return (secure ? https : http).request({
        agent,
        host: base.hostname.replace(/^\[|\]$/g, ''),
        port: base.port || (secure ? 443 : 80),
        path: `${prefix}${path}`,
        method,
        headers: { ...settings.headers, ...headers, ...(authorization ? { authorization } : {}) },
      })
    },
  }
}

function readPem(name: string, file: string | undefined): Record<string, Buffer> {
  return file ? { [name]: readFileSync(file) } : {}
}

interface Person {
  readonly username: string
  readonly password: string
}

function readUser(settings: UrlSettings, base: URL): Person {
  return {
    username: settings.username ?? decodeURIComponent(base.username),
    password: settings.password ?? decodeURIComponent(base.password),
  }
}

function createAuthorization(
  { bearerTokenFile: file, bearerToken }: UrlSettings,
  { username, password }: Person,
): () => Promise<string | undefined> {
  if (file) {
    let known: { readonly token: string; readonly readAtMs: number } | undefined
    return async () => {
      if (!known || Date.now() - known.readAtMs > tokenAgeMs)
        known = { token: (await readFile(file, 'utf8')).trim(), readAtMs: Date.now() }
      return `Bearer ${known.token}`
    }
  }
  if (bearerToken) return async () => `Bearer ${bearerToken}`
  if (username || password)
    return async () => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  return async () => undefined
}
