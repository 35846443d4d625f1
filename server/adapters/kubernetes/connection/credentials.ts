import { readFile } from 'node:fs/promises'
import type { ClusterContext } from '#server/adapters/kubernetes/connection/kubeconfig.ts'

/** What a request needs to say who asks. */
export interface RequestCredentials {
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly cert?: Buffer | string
  readonly key?: Buffer | string
}

export interface CredentialReader {
  read(): Promise<RequestCredentials>
  /** After a 401: the next `read` asks where it is from again. */
  forget(): void
}

/** Tokens on disk are renewed about hourly (kubernetes.io "Projected Volumes"); the old one stays good for minutes. */
const tokenAgeMs = 30_000

export function createCredentialReader({ user }: ClusterContext): CredentialReader {
  const common = user.impersonate
    ? {
        'impersonate-user': user.impersonate.user,
        ...(user.impersonate.uid ? { 'impersonate-uid': user.impersonate.uid } : {}),
        ...(user.impersonate.groups.length > 0 ? { 'impersonate-group': [...user.impersonate.groups] } : {}),
      }
    : {}
  const certificate = user.cert && user.key ? { cert: user.cert, key: user.key } : {}
  if (user.tokenFile) return readFromFile(user.tokenFile, common)
  if (user.plugin && !user.token) return readFromPlugin(user.plugin, common)
  const authorization = user.token ? `Bearer ${user.token}` : user.basic ? `Basic ${user.basic}` : undefined
  const fixed: RequestCredentials = {
    headers: authorization ? { ...common, authorization } : common,
    ...certificate,
  }
  return { read: async () => fixed, forget: () => undefined }
}

function readFromFile(path: string, common: RequestCredentials['headers']): CredentialReader {
  let known: { readonly token: string; readonly readAtMs: number } | undefined
  return {
    read: async () => {
      if (!known || Date.now() - known.readAtMs > tokenAgeMs)
        known = { token: (await readFile(path, 'utf8')).trim(), readAtMs: Date.now() }
      return { headers: { ...common, authorization: `Bearer ${known.token}` } }
    },
    forget: () => {
      known = undefined
    },
  }
}

/**
 * Runs `exec` plugins and legacy providers through the client library, which costs 0.7 s and 80 MB and is therefore
 * loaded only for contexts that need it. It keeps what a plugin answers until that expires.
 */
function readFromPlugin(
  plugin: Record<string, unknown>,
  common: RequestCredentials['headers'],
): CredentialReader {
  const open = async () => {
    const { KubeConfig } = await import('@kubernetes/client-node')
    const config = new KubeConfig()
    config.loadFromString(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        // Only the credentials are wanted, and the library refuses plain http, which loopback proxies speak.
        clusters: [{ name: 'cluster', cluster: { server: 'https://unused.invalid' } }],
        users: [{ name: 'user', user: plugin }],
        contexts: [{ name: 'context', context: { cluster: 'cluster', user: 'user' } }],
        'current-context': 'context',
      }),
    )
    return config
  }
  let opened: ReturnType<typeof open> | undefined
  return {
    read: async () => {
      opened ??= open()
      const options: import('node:https').RequestOptions = {}
      await (await opened).applyToHTTPSOptions(options)
      // The library writes a plain record of headers; the option's type also allows a list of pairs.
      const given = new Headers(options.headers as Record<string, string> | undefined)
      const authorization = given.get('authorization')
      return {
        headers: { ...common, ...(authorization ? { authorization } : {}) },
        // Plugins give PEM texts; the option's type also allows lists, which kubeconfig cannot say.
        ...(typeof options.cert === 'string' && typeof options.key === 'string'
          ? { cert: options.cert, key: options.key }
          : {}),
      }
    },
    forget: () => {
      opened = undefined
    },
  }
}
