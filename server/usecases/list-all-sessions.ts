import type { allSessions } from '#contract/all-sessions.ts'
import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { presentSession } from '#server/usecases/stages/present-session.ts'
import { requireAllSessions } from '#server/usecases/stages/require-sessions.ts'

/** Everybody's sessions, the newest first. Throws Problem forbidden to who is no admin, unsupported without a session. */
export const listAllSessions: UseCase<
  CallArguments<typeof allSessions>,
  CallOutput<typeof allSessions>
> = async ({ user }, context) => {
  const sessions = await requireAllSessions(context)
  const { held, more } = await sessions.list(user, context.nowMs)
  return {
    sessions: held.map((each) => ({ ...presentSession(each, context.session.id), user: each.person.name })),
    more,
  }
}
