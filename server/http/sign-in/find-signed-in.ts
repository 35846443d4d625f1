import { createHash } from 'node:crypto'
import type { ProcessState } from '#server/adapters/process-state.ts'
import type { KeptSession, Person, SessionSecret } from '#server/adapters/sessions/types.ts'
import { nameSessionCookie, readCookies, schemeHeader } from '#server/http/sign-in/cookies.ts'
import { sealLeave } from '#server/http/sign-in/leave-provider.ts'
import { renewSecret } from '#server/http/sign-in/renew-secret.ts'
import { Problem } from '#server/problem.ts'
import type { ViewerSession } from '#server/usecases/context.ts'

export type Known = Pick<ProcessState, 'config' | 'adapters' | 'port' | 'log'>

/**
 * Whoever signed in. Throws Problem unauthenticated without a session that holds, unavailable while they cannot be read.
 *
 * @param isLeaving whoever signs out needs no credentials that hold, and does not wait for a provider that is away
 */
export async function findSignedIn(
  headers: Headers,
  state: Known,
  isLeaving = false,
): Promise<ViewerSession> {
  const { sessions } = state.adapters
  const name = nameSessionCookie(headers.get(schemeHeader), state.port)
  const nowMs = Date.now()
  for (const cookie of readCookies(headers.get('cookie') ?? '', name)) {
    const find = async () => sessions?.find(cookie, nowMs)
    const session = await find()
    if (!session) continue
    const secret = isLeaving ? session.secret : await renewSecret(session, state, nowMs, find)
    return admit(session, secret, state)
  }
  throw new Problem({ kind: 'unauthenticated', code: 'sign-in-needed' })
}

function admit(session: KeptSession, secret: SessionSecret | undefined, state: Known): ViewerSession {
  const { id, person, method, idleEndsMs } = session
  const identity = secret ? `session:${id}` : nameImpersonated(person)
  const credentials = secret ? { token: secret.token } : { impersonate: person }
  state.adapters.kubernetes.admit({ identity, title: person.name, credentials })
  // A token without a successor takes the session with it.
  const endsMs =
    secret?.endsMs && !secret.refreshToken ? Math.min(secret.endsMs, session.endsMs) : session.endsMs
  return {
    id,
    viewer: { identity },
    anonymous: false,
    user: { name: person.name, groups: person.groups },
    method,
    ends: { endsMs, idleEndsMs },
    ...describeLeave(session, secret, state),
  }
}

function describeLeave(
  { method, endHint }: KeptSession,
  secret: SessionSecret | undefined,
  { config, adapters: { sessions } }: Known,
): Pick<ViewerSession, 'sealLeave'> {
  if (method !== 'openid' || config.VARDIA_OPENID_SIGN_OUT === 'console' || !sessions) return {}
  return { sealLeave: () => sealLeave(secret?.token ?? endHint, sessions) }
}

/** Equal for all sessions of a person with the same groups, and for nobody else. */
export function nameImpersonated({ name, uid, groups, extra }: Person): string {
  const facts = JSON.stringify([name, uid ?? '', [...groups].sort(), extra ?? {}])
  return `user:${createHash('sha256').update(facts).digest('hex')}`
}
