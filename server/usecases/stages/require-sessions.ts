import type { SessionEnds, SessionsAdapter } from '#server/adapters/sessions/types.ts'
import { Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'

/** The sessions, and the end of one's own, for who has one. Throws Problem unsupported to anybody else. */
export function requireSessions({ adapters: { sessions }, session: { ends } }: UseCaseContext): {
  readonly sessions: SessionsAdapter
  readonly ends: SessionEnds
} {
  if (sessions && ends) return { sessions, ends }
  throw new Problem({ kind: 'unsupported', code: 'not-signed-in' })
}
