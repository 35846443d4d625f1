import type { Session } from '#contract/session.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { describeSession } from '#server/usecases/stages/describe-session.ts'

/** Who is looking and what the console is set to. */
export const readSession: UseCase<object, Session> = (_input, context) =>
  describeSession(context, context.session.viewer.identity)
