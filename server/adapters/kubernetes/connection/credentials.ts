import { readFile } from 'node:fs/promises'
import type { ClusterContext } from '#server/adapters/kubernetes/connection/kubeconfig.ts'
import { readFromPlugin } from '#server/adapters/kubernetes/connection/read-plugin.ts'

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

export function createCredentialReader({ name, user }: ClusterContext): CredentialReader {
  const common = user.impersonate
    ? {
        'impersonate-user': user.impersonate.user,
        ...(user.impersonate.uid ? { 'impersonate-uid': user.impersonate.uid } : {}),
        ...(user.impersonate.groups.length > 0 ? { 'impersonate-group': [...user.impersonate.groups] } : {}),
      }
    : {}
  const certificate = user.cert && user.key ? { cert: user.cert, key: user.key } : {}
  if (user.tokenFile) return readFromFile(user.tokenFile, common)
  if (user.plugin && !user.token) return readFromPlugin({ identity: name, user: user.plugin }, common)
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
