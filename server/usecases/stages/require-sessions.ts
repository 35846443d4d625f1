import type { SessionEnds, SessionsAdapter } from '#server/adapters/sessions/types.ts'
import { Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { readPowers } from '#server/usecases/stages/cut-trail.ts'

/** The sessions, and the end of one's own, for who has one. Throws Problem unsupported to anybody else. */
export function requireSessions({ adapters: { sessions }, session: { ends } }: UseCaseContext): {
  readonly sessions: SessionsAdapter
  readonly ends: SessionEnds
} {
  if (sessions && ends) return { sessions, ends }
  throw new Problem({ kind: 'unsupported', code: 'not-signed-in' })
}

/** The sessions of everybody. Throws Problem forbidden to who is no admin of all namespaces, unsupported without a session. */
export async function requireAllSessions(context: UseCaseContext): Promise<SessionsAdapter> {
  const { sessions } = requireSessions(context)
  const { adapters, session, signal } = context
  const powers = readPowers(context, await adapters.kubernetes.readAccess(session.viewer, signal))
  if (powers.isAdmin) return sessions
  throw new Problem({
    kind: 'forbidden',
    code: 'admin-needed',
    params: { user: session.user.name, has: powers.roles.join(', ') },
  })
}
