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

/** What a sign-in at a provider needs when the browser comes back; for ten minutes. */
export function nameProofCookie(scheme: string | null | undefined, port: number): string {
  return scheme === 'https' ? '__Host-vardia-sign-in' : `vardia-sign-in-${port}`
}

export const proofSeconds = 600

export function formatProofCookie(value: string, scheme: string | null | undefined, state: Place): string {
  const maxAge = value ? proofSeconds : 0
  return `${nameProofCookie(scheme, state.port)}=${value}; ${formatPlace(scheme, state)}; Max-Age=${maxAge}`
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
