import type { audit } from '#contract/audit.ts'
import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { buildTrailCut, openedAudit, readPowers, refuseNoAuditor } from '#server/usecases/stages/cut-trail.ts'
import { listAuditNotices, presentAuditRow } from '#server/usecases/stages/present-audit.ts'

/**
 * The audit trail, the newest first, as far as the viewer's role and rights reach. Throws Problem forbidden for who is no
 * auditor, unsupported where no trail is kept, unavailable when the database does not answer.
 */
export const readAudit: UseCase<CallArguments<typeof audit>, CallOutput<typeof audit>> = async (
  { since, until, ...asked },
  context,
) => {
  const { adapters, config, session, signal, nowMs } = context
  const kept = openedAudit(context)
  const access = await adapters.kubernetes.readAccess(session.viewer, signal)
  const powers = readPowers(context, access)
  refuseNoAuditor(powers, context)
  const { items, next } = await kept.list({
    ...asked,
    isSeen: buildTrailCut(powers, access, context),
    ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
    ...(until === undefined ? {} : { untilMs: Date.parse(until) }),
  })
  const status = kept.status()
  return {
    asOf: new Date(nowMs).toISOString(),
    items: items.map(presentAuditRow),
    ...(next === undefined ? {} : { next }),
    store: {
      place: status.place,
      retentionDays: config.VARDIA_AUDIT_DAYS,
      retentionRows: config.VARDIA_AUDIT_ROWS,
    },
    notices: [...listAuditNotices(status)],
  }
}
