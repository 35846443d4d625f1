import type { endSessions } from '#contract/all-sessions.ts'
import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { signOut } from '#contract/sign-in.ts'
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

/** Ends the session that asks, and no other of its person. Throws Problem unsupported without one. */
export const removeOwnSession: UseCase<object, CallOutput<typeof signOut>> = async (_input, context) => {
  const { id, viewer, sealLeave } = context.session
  const ended = await requireSessions(context).sessions.end(id)
  // By impersonation all sessions of a person are one to the cluster: what the others have open goes on.
  if (viewer.identity === `session:${id}`) context.adapters.kubernetes.dismiss(viewer.identity)
  // One that had ended meanwhile was ended by somebody else, who decided what ends with it.
  return { ended, atProvider: ended && sealLeave !== undefined }
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
