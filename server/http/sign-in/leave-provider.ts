import type { ProcessState } from '#server/adapters/process-state.ts'
import type { SessionsAdapter } from '#server/adapters/sessions/types.ts'
import { leaveSeconds, nameLeaveCookie, readCookies, schemeHeader } from '#server/http/sign-in/cookies.ts'
import { isProblem } from '#server/problem.ts'

/** Where the browser of whoever signed out here is led on to the provider. */
export const leavePath = '/sign-in/leave'
const purpose = 'sign-out at the provider'
/** A browser keeps 4,096 bytes of a cookie with its name and attributes (RFC 6265bis, section 5.6); sealing makes a third more. */
const longestHint = 2_800
/** Passed on by the provider with the browser (OpenID Connect RP-Initiated Logout 1.0, section 3): then one is out there too. */
const backState = 'signed-out'

interface Leave {
  readonly hint?: string
  readonly endsMs: number
}

/**
 * What ends the session at the provider, for the browser to hold until it goes there: the ID token never reaches a script of
 * the page, nor an address of the console. One that is too long for a cookie is left out; then the provider asks who leaves.
 */
export function sealLeave(idToken: string | undefined, sessions: SessionsAdapter): Promise<string> {
  const leave: Leave = {
    ...(idToken !== undefined && idToken.length <= longestHint && { hint: idToken }),
    endsMs: Date.now() + leaveSeconds * 1000,
  }
  return sessions.seal(JSON.stringify(leave), purpose)
}

/**
 * Where to send a browser that has signed out here: the provider, or the sign-in, which says what did not end. Whoever has not
 * just signed out is sent to the sign-in, and the provider hears nothing.
 */
export async function findWayOut(
  headers: Headers,
  { config, adapters: { openid, sessions }, port, log }: ProcessState,
): Promise<string> {
  const home = `${config.VARDIA_BASE_PATH}/sign-in`
  const leave = sessions && (await readLeave(headers, port, sessions))
  if (!leave || !openid) return home
  const back = `${config.VARDIA_PUBLIC_URL}${home}`
  try {
    return await openid.leave({
      ...(leave.hint !== undefined && { idToken: leave.hint }),
      ...(config.VARDIA_OPENID_SIGN_OUT === 'provider-and-back' && { back: { uri: back, state: backState } }),
    })
  } catch (error) {
    if (!isProblem(error)) throw error
    log.warn({ code: error.code, cause: error.cause }, 'the provider was not told that somebody signed out')
    return `${home}?out=${error.kind === 'unsupported' ? 'no-way' : 'away'}`
  }
}

async function readLeave(
  headers: Headers,
  port: number,
  sessions: SessionsAdapter,
): Promise<Leave | undefined> {
  const name = nameLeaveCookie(headers.get(schemeHeader), port)
  for (const sealed of readCookies(headers.get('cookie') ?? '', name)) {
    const text = await sessions.unseal(sealed, purpose)
    // Sealed by `sealLeave`, in this very shape.
    const leave = text === undefined ? undefined : (JSON.parse(text) as Leave)
    if (leave && leave.endsMs > Date.now()) return leave
  }
  return undefined
}
