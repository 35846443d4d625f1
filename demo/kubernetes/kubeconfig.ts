import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { User, UserName } from '#demo/kubernetes/users.ts'

/**
 * A kubeconfig with one context for each user, named as the user. JSON is YAML, so no writer is needed. `certificate` is
 * the one to trust for an address over TLS, without which kubectl bears no token.
 */
export function formatKubeconfig(
  url: string,
  users: readonly User[],
  current: UserName,
  certificate?: string,
): string {
  const trust = certificate
    ? { 'certificate-authority-data': Buffer.from(certificate).toString('base64') }
    : // On plain loopback there is no TLS to verify; @kubernetes/client-node refuses plain HTTP unless told so.
      { 'insecure-skip-tls-verify': true }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': current,
    preferences: {},
    clusters: [{ name: 'demo', cluster: { server: url, ...trust } }],
    users: users.map(({ name, token }) => ({ name, user: { token } })),
    contexts: users.map(({ name }) => ({ name, context: { cluster: 'demo', user: name } })),
  }
  return `${JSON.stringify(config, null, 2)}\n`
}

/** Written beside and moved into place, so that no reader sees half of it; tokens are for the owner alone. */
export async function writeKubeconfig(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}`
  await writeFile(draft, text, { mode: 0o600 })
  await rename(draft, path)
}
