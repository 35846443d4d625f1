import type { auditVerification } from '#contract/audit.ts'
import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { openedAudit, readPowers, refuseNoAuditor } from '#server/usecases/stages/cut-trail.ts'
import { wordFinding } from '#server/words.ts'

/** Hashing so many takes some tens of milliseconds, in which nobody else is answered. */
const pieceRows = 2_000

/**
 * Whether the next rows of the trail are as they were written. It tells numbers of rows alone, whoever they are of. Throws
 * Problem as `readAudit` does.
 */
export const verifyAudit: UseCase<
  CallArguments<typeof auditVerification>,
  CallOutput<typeof auditVerification>
> = async ({ after }, context) => {
  const { adapters, session, signal, nowMs } = context
  const kept = openedAudit(context)
  refuseNoAuditor(readPowers(context, await adapters.kubernetes.readAccess(session.viewer, signal)), context)
  const { fault, isDone, ...found } = await kept.verify(after, pieceRows)
  return {
    asOf: new Date(nowMs).toISOString(),
    ...found,
    done: isDone,
    ...(fault
      ? { fault: { ...wordFinding('finding', `audit-${fault.what}`, { row: fault.seq }), seq: fault.seq } }
      : {}),
  }
}
