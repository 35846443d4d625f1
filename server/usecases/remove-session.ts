import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { requireSessions } from '#server/usecases/stages/require-sessions.ts'

/** Ends one of the person's own sessions, on every replica. Throws Problem not-found for any other. */
export const removeSession: UseCase<{ id: string }, { ended: boolean }> = async ({ id }, context) => {
  const { sessions } = requireSessions(context)
  if (!(await sessions.end(id, context.session.user.name)))
    throw new Problem({ kind: 'not-found', code: 'session-not-found' })
  return { ended: true }
}

/** Ends the session that asks. Throws Problem unsupported without one. */
export const removeOwnSession: UseCase<object, { ended: boolean }> = async (_input, context) => {
  const ended = await requireSessions(context).sessions.end(context.session.id)
  context.adapters.kubernetes.dismiss(context.session.viewer.identity)
  return { ended }
}
