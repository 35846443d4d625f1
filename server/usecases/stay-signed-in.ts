import type { CallOutput } from '#contract/define-call.ts'
import type { staySignedIn } from '#contract/sign-in.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { requireSessions } from '#server/usecases/stages/require-sessions.ts'

/** Notes that the person is there. Throws Problem unsupported without a session. */
export const applyStay: UseCase<object, CallOutput<typeof staySignedIn>> = async (_input, context) => {
  const { session, nowMs } = context
  const { sessions, ends } = requireSessions(context)
  const { endsMs, idleEndsMs } = await sessions.touch(session.id, ends, nowMs)
  return { endsAt: new Date(endsMs).toISOString(), idleEndsAt: new Date(idleEndsMs).toISOString() }
}
