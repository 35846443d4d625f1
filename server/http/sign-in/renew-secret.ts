import { setTimeout } from 'node:timers/promises'
import type { KeptSession, SessionSecret } from '#server/adapters/sessions/types.ts'
import type { Known } from '#server/http/sign-in/find-signed-in.ts'
import { isProblem, Problem } from '#server/problem.ts'

/** A token is renewed so long before its end: time for two further attempts when the provider does not answer. */
const aheadMs = 120_000
/** Whoever has nothing that holds looks so often whether another request has renewed it, as long as a provider may take. */
const lookMs = 200
const mostLooks = 50

type ReadAgain = () => Promise<KeptSession | undefined>

/**
 * The credentials of a session, renewed at the provider when they are about to end. Of all requests and replicas one
 * renews; the others go on with what still holds, or wait for it. Throws Problem unauthenticated when the provider ended
 * the session: then it is gone here too; unavailable while nothing holds and the provider does not answer.
 *
 * @param readAgain the same session as it is kept now
 */
export async function renewSecret(
  { id, secret }: KeptSession,
  { adapters: { sessions, openid, kubernetes }, log }: Known,
  nowMs: number,
  readAgain: ReadAgain,
): Promise<SessionSecret | undefined> {
  if (!secret || !endsBefore(secret, nowMs + aheadMs)) return secret
  const holds = !endsBefore(secret, nowMs)
  const end = async (cause?: unknown) => {
    await sessions?.end(id)
    kubernetes.dismiss(`session:${id}`)
    return buildEnded(cause)
  }
  if (!secret.refreshToken || !openid || !sessions) {
    if (holds) return secret
    throw await end()
  }
  if (!(await sessions.claim(id, nowMs))) return holds ? secret : awaitRenewed(nowMs, readAgain)
  // It may have been renewed since it was read. A refresh token that is shown twice counts as stolen (RFC 9700, section 4.14.2).
  const current = (await readAgain())?.secret
  if (!current?.refreshToken) throw buildEnded()
  if (!endsBefore(current, nowMs + aheadMs)) return current
  try {
    const { idToken, endsMs, refreshToken } = await openid.renew(current.refreshToken, current.token)
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

/** What another request has renewed meanwhile. */
async function awaitRenewed(nowMs: number, readAgain: ReadAgain): Promise<SessionSecret> {
  for (let look = 0; look < mostLooks; look += 1) {
    await setTimeout(lookMs)
    const current = (await readAgain())?.secret
    if (!current) throw buildEnded()
    if (!endsBefore(current, nowMs)) return current
  }
  throw new Problem({ kind: 'unavailable', code: 'sign-in-renewing' })
}

function endsBefore({ endsMs }: SessionSecret, momentMs: number): boolean {
  return endsMs !== undefined && endsMs <= momentMs
}

function buildEnded(cause?: unknown): Problem {
  return new Problem({ kind: 'unauthenticated', code: 'sign-in-ended', cause })
}
