import type { CallOutput } from '#contract/define-call.ts'
import type { ownSessions } from '#contract/sign-in.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { presentSession } from '#server/usecases/stages/present-session.ts'
import { requireSessions } from '#server/usecases/stages/require-sessions.ts'

/** The person's own sessions, the newest first. Throws Problem unsupported without a session. */
export const listOwnSessions: UseCase<object, CallOutput<typeof ownSessions>> = async (_input, context) => {
  const { session, nowMs } = context
  const { held } = await requireSessions(context).sessions.list(session.user.name, nowMs)
  return { sessions: held.map((each) => presentSession(each, session.id)) }
}
