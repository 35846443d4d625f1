import { randomBytes } from 'node:crypto'
import type { ProcessState } from '#server/adapters/process-state.ts'
import { Problem } from '#server/problem.ts'
import type { ViewerSession } from '#server/usecases/context.ts'

/** Set by server/main.ts after it removed what a client sent: `loopback` or `remote`. */
export const peerHeader = 'x-vardia-peer'
export const requestIdHeader = 'x-request-id'

/** The session of a browser that never chose. */
const anonymousId = 'anonymous'

type Known = Pick<ProcessState, 'config' | 'adapters' | 'port'>

/**
 * The session of a request. Without sign-in there is one kind: anonymous, for peers on this machine only, looking as
 * the identity that the cookie chose, else VARDIA_AS, else the kubeconfig's own. The cookie is believed only as far as
 * the kubeconfig offers that identity. Throws Problem unauthenticated for peers elsewhere.
 */
export function findSession(headers: Headers, state: Known): ViewerSession {
  if (headers.get(peerHeader) !== 'loopback')
    throw new Problem({ kind: 'unauthenticated', code: 'loopback-only' })
  const chosen = parseCookie(headers.get('cookie') ?? '', cookieName(state.port))
  const offered = state.adapters.kubernetes.listIdentities().map(({ identity }) => identity)
  const fallback = state.config.VARDIA_AS || offered[0] || ''
  const identity = chosen && offered.includes(chosen.identity) ? chosen.identity : fallback
  return { id: chosen?.id ?? anonymousId, viewer: { identity }, anonymous: true }
}

/** The cookie that remembers which identity was chosen. */
export function bringIdentityCookie(
  chosen: { readonly user: { readonly name: string } },
  { session, state }: { readonly session: ViewerSession; readonly state: Known },
): Readonly<Record<string, string>> {
  const id = session.id === anonymousId ? randomBytes(12).toString('base64url') : session.id
  const value = `${id}.${Buffer.from(chosen.user.name).toString('base64url')}`
  const path = state.config.VARDIA_BASE_PATH || '/'
  return { 'set-cookie': `${cookieName(state.port)}=${value}; Path=${path}; HttpOnly; SameSite=Lax` }
}

/** Cookies of a host are shared by all its ports, so two consoles on one machine need names of their own. */
export function cookieName(port: number): string {
  return `vardia-${port}`
}

function parseCookie(header: string, name: string): { id: string; identity: string } | undefined {
  for (const part of header.split(';')) {
    const [key, value] = part.trim().split('=', 2)
    const [, id, encoded] = key === name ? (/^([\w-]{8,32})\.([\w-]{1,400})$/.exec(value ?? '') ?? []) : []
    if (id && encoded) return { id, identity: Buffer.from(encoded, 'base64url').toString() }
  }
  return undefined
}
