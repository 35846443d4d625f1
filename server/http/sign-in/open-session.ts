import type { ProcessState } from '#server/adapters/process-state.ts'
import type { NewSession } from '#server/adapters/sessions/types.ts'
import { clientHeader } from '#server/http/record-call.ts'
import {
  formatSessionCookie,
  nameSessionCookie,
  readCookies,
  schemeHeader,
} from '#server/http/sign-in/cookies.ts'
import { recordSignIn } from '#server/http/sign-in/record-sign-in.ts'
import { Problem } from '#server/problem.ts'

/**
 * A session for who proved to be somebody, under a new id whatever the browser sent (OWASP "Session fixation"). What it
 * was signed in as before ends.
 *
 * @returns the cookie to set
 */
export async function openSession(
  given: Pick<NewSession, 'method' | 'person' | 'secret' | 'endHint'>,
  headers: Headers,
  state: ProcessState,
): Promise<string> {
  const { sessions } = state.adapters
  if (!sessions) throw new Problem({ kind: 'unsupported', code: 'sign-in-other-way' })
  const scheme = headers.get(schemeHeader)
  const nowMs = Date.now()
  for (const cookie of readCookies(headers.get('cookie') ?? '', nameSessionCookie(scheme, state.port))) {
    const former = await sessions.find(cookie, nowMs)
    if (former) await sessions.end(former.id)
  }
  const { cookie, session } = await sessions.open(
    {
      ...given,
      agent: headers.get('user-agent') ?? '',
      address: headers.get(clientHeader) ?? '',
    },
    nowMs,
  )
  await recordSignIn(state, headers, { person: session.person })
  state.log.info({ user: session.person.name, method: session.method, session: session.id }, 'signed in')
  return formatSessionCookie(cookie, scheme, state)
}

/** Throws Problem refused where somebody on the way could read along and take the session. */
export function refuseOpenWay(headers: Headers): void {
  if (headers.get(schemeHeader) === 'open')
    throw new Problem({ kind: 'refused', code: 'sign-in-not-encrypted' })
}
