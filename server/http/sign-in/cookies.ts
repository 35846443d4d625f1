import { createHash } from 'node:crypto'
import type { ProcessState } from '#server/adapters/process-state.ts'

/** Set by the front door: `https` when the browser speaks TLS to the console or to a trusted proxy before it. */
export const schemeHeader = 'x-vardia-scheme'

type Place = Pick<ProcessState, 'config' | 'port'>

/**
 * The cookie of a session. Over TLS its prefix makes browsers refuse one that another host or a plain page sets (RFC
 * 6265bis, section 4.1.3.2). Without TLS cookies of a host are shared by all its ports, so the port is in the name.
 */
export function nameSessionCookie(scheme: string | null | undefined, port: number): string {
  return scheme === 'https' ? '__Host-vardia' : `vardia-${port}`
}

export function formatSessionCookie(value: string, scheme: string | null | undefined, state: Place): string {
  return `${nameSessionCookie(scheme, state.port)}=${value}; ${formatPlace(scheme, state)}`
}

/** Makes the browser forget the session. */
export function formatEndedCookie(scheme: string | null | undefined, state: Place): string {
  return `${formatSessionCookie('', scheme, state)}; Max-Age=0`
}

/**
 * What a sign-in at a provider needs when the browser comes back; for ten minutes. One for each that was begun, known by its
 * state, since tabs share their cookies and may begin side by side.
 */
export function nameProofCookie(begun: string, scheme: string | null | undefined, port: number): string {
  const key = createHash('sha256').update(begun).digest('hex').slice(0, 12)
  return `${nameProofs(scheme, port)}${key}`
}

function nameProofs(scheme: string | null | undefined, port: number): string {
  return scheme === 'https' ? '__Host-vardia-sign-in-' : `vardia-sign-in-${port}-`
}

export const proofSeconds = 600
/** Tabs that one may be signing in by at once. All cookies of a host share the length of one header. */
const mostProofs = 4

/** @param name of `nameProofCookie` */
export function formatProofCookie(
  name: string,
  value: string,
  scheme: string | null | undefined,
  state: Place,
): string {
  return `${name}=${value}; ${formatPlace(scheme, state)}; Max-Age=${value ? proofSeconds : 0}`
}

/** The cookies to take back from a browser that begins once more: those beyond what it may hold, in no order. */
export function formatSpentProofs(
  header: string,
  scheme: string | null | undefined,
  state: Place,
): readonly string[] {
  const prefix = nameProofs(scheme, state.port)
  const held = header.split(';').map((part) => part.slice(0, Math.max(0, part.indexOf('='))).trim())
  return held
    .filter((name) => name.startsWith(prefix))
    .slice(mostProofs - 1)
    .map((name) => formatProofCookie(name, '', scheme, state))
}

/** What leads on to the provider after signing out here; for a minute. */
export function nameLeaveCookie(scheme: string | null | undefined, port: number): string {
  return scheme === 'https' ? '__Host-vardia-leave' : `vardia-leave-${port}`
}

export const leaveSeconds = 60

export function formatLeaveCookie(value: string, scheme: string | null | undefined, state: Place): string {
  const maxAge = value ? leaveSeconds : 0
  return `${nameLeaveCookie(scheme, state.port)}=${value}; ${formatPlace(scheme, state)}; Max-Age=${maxAge}`
}

function formatPlace(scheme: string | null | undefined, { config }: Place): string {
  // The prefix `__Host-` wants the whole host.
  if (scheme === 'https') return 'Path=/; Secure; HttpOnly; SameSite=Lax'
  return `Path=${config.VARDIA_BASE_PATH || '/'}; HttpOnly; SameSite=Lax`
}

/** All values under a name: a browser sends several when they were set for several paths. */
export function readCookies(header: string, name: string): readonly string[] {
  return header.split(';').flatMap((part) => {
    const at = part.indexOf('=')
    const value = part.slice(at + 1).trim()
    return at > 0 && part.slice(0, at).trim() === name && value ? [value] : []
  })
}
