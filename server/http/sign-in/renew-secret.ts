import type { KeptSession, SessionSecret } from '#server/adapters/sessions/types.ts'
import type { Known } from '#server/http/sign-in/find-signed-in.ts'
import { isProblem, Problem } from '#server/problem.ts'

/** A token is renewed so long before its end: longer than a request takes. */
const aheadMs = 60_000

/**
 * The credentials of a session, renewed at the provider when they are about to end. Of all requests and replicas one
 * renews; the others go on with what still holds. Throws Problem unauthenticated when the provider ended the session:
 * then it is gone here too.
 */
export async function renewSecret(
  { id, secret }: KeptSession,
  { adapters: { sessions, openid, kubernetes }, log }: Known,
  nowMs: number,
): Promise<SessionSecret | undefined> {
  if (!secret?.endsMs || secret.endsMs - nowMs > aheadMs) return secret
  const holds = secret.endsMs > nowMs
  const end = async (cause?: unknown) => {
    await sessions?.end(id)
    kubernetes.dismiss(`session:${id}`)
    return new Problem({ kind: 'unauthenticated', code: 'sign-in-ended', cause })
  }
  if (!secret.refreshToken || !openid || !sessions) {
    if (holds) return secret
    throw await end()
  }
  if (!(await sessions.claim(id, nowMs))) {
    if (holds) return secret
    throw new Problem({ kind: 'unavailable', code: 'sign-in-renewing' })
  }
  try {
    const { idToken, endsMs, refreshToken } = await openid.renew(secret.refreshToken)
    const renewed = { token: idToken, endsMs, ...(refreshToken && { refreshToken }) }
    await sessions.renew(id, renewed)
    return renewed
  } catch (error) {
    if (isProblem(error) && error.kind === 'unauthenticated') throw await end(error.cause)
    log.warn({ err: error }, 'the provider did not renew a session')
    if (holds) return secret
    throw error
  }
}
