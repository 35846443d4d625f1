import type { CallOutput } from '#contract/define-call.ts'
import type { ownSessions } from '#contract/sign-in.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { requireSessions } from '#server/usecases/stages/require-sessions.ts'

/** The person's own sessions, the newest first. Throws Problem unsupported without a session. */
export const listOwnSessions: UseCase<object, CallOutput<typeof ownSessions>> = async (_input, context) => {
  const { session, nowMs } = context
  const held = await requireSessions(context).sessions.list(session.user.name, nowMs)
  return {
    sessions: held.map(({ id, method, agent, address, createdMs, seenMs, endsMs }) => ({
      id,
      current: id === session.id,
      method,
      agent,
      address,
      createdAt: new Date(createdMs).toISOString(),
      seenAt: new Date(seenMs).toISOString(),
      endsAt: new Date(endsMs).toISOString(),
    })),
  }
}
