import type { endSessions } from '#contract/all-sessions.ts'
import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { requireAllSessions, requireSessions } from '#server/usecases/stages/require-sessions.ts'

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

/**
 * Ends the sessions of somebody, or one of them, on every replica: a request under way ends as it began, and no other is
 * answered. Throws Problem forbidden to who is no admin, not-found where the person has none.
 */
export const removeSessions: UseCase<
  CallArguments<typeof endSessions>,
  CallOutput<typeof endSessions>
> = async ({ user, id }, context) => {
  const ended = await (await requireAllSessions(context)).endAll(user, id)
  if (ended === 0) throw new Problem({ kind: 'not-found', code: 'sessions-not-found', params: { user } })
  return { ended }
}
