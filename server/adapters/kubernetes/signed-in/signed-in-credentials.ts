import type {
  CredentialReader,
  RequestCredentials,
} from '#server/adapters/kubernetes/connection/credentials.ts'
import type { ClusterUser, SignInCredentials } from '#server/adapters/kubernetes/signed-in/types.ts'

/**
 * What requests of somebody who signed in bear: the person's own token and nothing of the console's, or the console's
 * credentials with the headers of impersonation (kubernetes.io "User impersonation"). Built from nothing each time.
 *
 * @param read what the person's credentials are now: a token is renewed while a connection lives
 * @param own of the console's account
 */
export function createSignedInReader(read: () => SignInCredentials, own: CredentialReader): CredentialReader {
  return {
    read: async () => {
      const credentials = read()
      if ('token' in credentials) return { headers: { authorization: `Bearer ${credentials.token}` } }
      const account = await own.read()
      const headers = { ...account.headers, ...formatImpersonation(credentials.impersonate) }
      return { ...account, headers }
    },
    forget: own.forget,
  }
}

function formatImpersonation({ name, uid, groups, extra = {} }: ClusterUser): RequestCredentials['headers'] {
  return {
    'impersonate-user': encode(name),
    ...(uid ? { 'impersonate-uid': encode(uid) } : {}),
    ...(groups.length > 0 ? { 'impersonate-group': groups.map(encode) } : {}),
    ...Object.fromEntries(
      Object.entries(extra).map(([key, values]) => [
        // Keys are header names, so anything else in them is escaped (the same page, "Impersonate-Extra").
        `impersonate-extra-${encodeURIComponent(key.toLowerCase())}`,
        values.map(encode),
      ]),
    ),
  }
}

/** The API server reads UTF-8; Node writes one byte for each character. */
function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}
