import { randomBytes } from 'node:crypto'
import type { ProcessState } from '#server/adapters/process-state.ts'
import {
  formatEndedCookie,
  formatLeaveCookie,
  readCookies,
  schemeHeader,
} from '#server/http/sign-in/cookies.ts'
import { findHeaderUser } from '#server/http/sign-in/find-header-user.ts'
import { findSignedIn } from '#server/http/sign-in/find-signed-in.ts'
import { Problem } from '#server/problem.ts'
import type { ViewerSession } from '#server/usecases/context.ts'

/** Set by server/main.ts after it removed what a client sent: `loopback` or `remote`. */
export const peerHeader = 'x-vardia-peer'
export const requestIdHeader = 'x-request-id'

/** The session of a browser that never chose. */
const anonymousId = 'anonymous'

type Known = Pick<ProcessState, 'config' | 'adapters' | 'port' | 'gate' | 'log'>

/**
 * The session of a request: by whichever way the settings let people sign in, else by the link of `vardia run`, else
 * anonymous. Throws Problem unauthenticated without one, unavailable while sessions cannot be read.
 *
 * @param isLeaving for who signs out, with credentials that need not hold any more
 */
export async function findSession(headers: Headers, state: Known, isLeaving = false): Promise<ViewerSession> {
  const way = state.gate ? 'anonymous' : state.config.VARDIA_AUTH
  if (way === 'anonymous') return findAnonymous(headers, state)
  return way === 'header' ? findHeaderUser(headers, state) : findSignedIn(headers, state, isLeaving)
}

/**
 * Anonymous sessions are for peers on this machine only. Behind a gate it is the one that the token was exchanged for. It
 * looks as the identity that it chose, else VARDIA_AS, else the kubeconfig's own; a choice is believed only as far as the
 * kubeconfig offers that identity. Throws Problem unauthenticated for peers elsewhere and without a session.
 */
function findAnonymous(headers: Headers, state: Known): ViewerSession {
  if (headers.get(peerHeader) !== 'loopback')
    throw new Problem({ kind: 'unauthenticated', code: 'loopback-only' })
  const cookie = headers.get('cookie') ?? ''
  const chosen = state.gate ? findAdmitted(cookie, state) : parseChoice(cookie, cookieName(state.port))
  if (state.gate && !chosen) throw new Problem({ kind: 'unauthenticated', code: 'session-needed' })
  const offered = state.adapters.kubernetes.listIdentities().map(({ identity }) => identity)
  const fallback = state.config.VARDIA_AS || offered[0] || ''
  const identity = chosen?.identity && offered.includes(chosen.identity) ? chosen.identity : fallback
  const method = state.gate ? 'link' : 'anonymous'
  const user = { name: identity, groups: [] }
  return { id: chosen?.id ?? anonymousId, viewer: { identity }, anonymous: true, user, method }
}

/** The session of the gate that a Cookie header names; undefined when it names none that holds. */
export function findAdmitted(
  cookie: string,
  { gate, port }: Pick<ProcessState, 'gate' | 'port'>,
): { readonly id: string; readonly identity?: string } | undefined {
  for (const id of readCookies(cookie, cookieName(port))) {
    const session = gate?.find(id)
    if (session) return { id, ...session }
  }
  return undefined
}

/** Remembers which identity was chosen: in the session behind a gate, else in a cookie. */
export function bringIdentityCookie(
  chosen: { readonly user: { readonly name: string } },
  { session, state }: { readonly session: ViewerSession; readonly state: Known },
): Readonly<Record<string, string>> {
  const { name } = chosen.user
  if (state.gate) {
    state.gate.choose(session.id, name)
    return {}
  }
  const id = session.id === anonymousId ? randomBytes(12).toString('base64url') : session.id
  return { 'set-cookie': buildCookie(`${id}.${Buffer.from(name).toString('base64url')}`, state) }
}

/** Without `Secure`, since loopback is spoken to in plain HTTP. */
export function buildCookie(value: string, { config, port }: Pick<ProcessState, 'config' | 'port'>): string {
  return `${cookieName(port)}=${value}; Path=${config.VARDIA_BASE_PATH || '/'}; HttpOnly; SameSite=Lax`
}

/** Cookies of a host are shared by all its ports, so two consoles on one machine need names of their own. */
export function cookieName(port: number): string {
  return `vardia-${port}`
}

function parseChoice(header: string, name: string): { id: string; identity: string } | undefined {
  for (const value of readCookies(header, name)) {
    const [, id, encoded] = /^([\w-]{8,32})\.([\w-]{1,400})$/.exec(value) ?? []
    if (id && encoded) return { id, identity: Buffer.from(encoded, 'base64url').toString() }
  }
  return undefined
}

/** Makes the browser that signed out forget its cookie, and hold for a moment what ends the session at the provider too. */
export async function bringEndedCookie(
  { atProvider }: { readonly atProvider: boolean },
  {
    session,
    headers,
    state,
  }: { readonly session: ViewerSession; readonly headers: Headers; readonly state: Known },
): Promise<Readonly<Record<string, readonly string[]>>> {
  const scheme = headers.get(schemeHeader)
  const sealed = atProvider ? await session.sealLeave?.() : undefined
  return {
    'set-cookie': [
      formatEndedCookie(scheme, state),
      ...(sealed ? [formatLeaveCookie(sealed, scheme, state)] : []),
    ],
  }
}
