import type { auditReport } from '#contract/audit-report.ts'
import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { Notice } from '#contract/words.ts'
import type { AuditAct, AuditAdapter } from '#server/adapters/audit/types.ts'
import { type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { buildTrailCut, openedAudit, readPowers, refuseNoAuditor } from '#server/usecases/stages/cut-trail.ts'
import { listSeenKinds } from '#server/usecases/stages/list-seen-kinds.ts'
import { listAuditNotices, presentAuditRow } from '#server/usecases/stages/present-audit.ts'
import { presentChange } from '#server/usecases/stages/present-change.ts'
import { readView, type View } from '#server/usecases/stages/read-view.ts'
import { reportEncryption, reportExceptions, reportOpen } from '#server/usecases/stages/report-security.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Answer = CallOutput<typeof auditReport>

const usualPeriodMs = 30 * 86_400_000
const mostRows = 200

interface Period {
  readonly sinceMs: number
  readonly untilMs: number
}

/**
 * What an auditor asks for on one page: what is set now, and what happened in a period, cut to the viewer as everything else.
 * Throws Problem forbidden for who is no auditor, unsupported where no trail is kept, and what the adapters throw.
 */
export const readAuditReport: UseCase<CallArguments<typeof auditReport>, Answer> = async (
  { since, until },
  context,
) => {
  const { adapters, config, session, nowMs } = context
  const kept = openedAudit(context)
  const view = await readView(context)
  const powers = readPowers(context, view.access)
  refuseNoAuditor(powers, context)
  const untilMs = until === undefined ? nowMs : Date.parse(until)
  const sinceMs = since === undefined ? untilMs - usualPeriodMs : Date.parse(since)
  const chosen = chooseNamespaces(undefined, view)
  const isSeen = buildTrailCut(powers, view.access, context)
  const read = (acts: readonly AuditAct[]) => readRows(kept, acts, { sinceMs, untilMs, isSeen })
  const [signIns, refusals, changes] = await Promise.all([
    read(['sign-in', 'sign-out', 'identity']),
    read(['refusal']),
    readChanges(view, { sinceMs, untilMs }, context),
  ])
  return {
    asOf: new Date(nowMs).toISOString(),
    since: new Date(sinceMs).toISOString(),
    until: new Date(untilMs).toISOString(),
    cluster: config.VARDIA_CLUSTER_NAME,
    viewer: session.user.name,
    encryption: reportEncryption(view, chosen),
    open: reportOpen(view, chosen, context),
    ...(changes ? { changes } : {}),
    ...{ signIns, refusals },
    exceptions: reportExceptions(view, chosen),
    notices: [
      ...tellCluster(adapters.kubernetes.status(), nowMs),
      ...chosen.notices,
      ...listUnseen(view),
      ...listAuditNotices(kept.status()),
    ],
  }
}

/** The newest of several acts together. */
async function readRows(
  kept: AuditAdapter,
  acts: readonly AuditAct[],
  question: Period & Pick<Parameters<AuditAdapter['list']>[0], 'isSeen'>,
): Promise<Answer['signIns']> {
  const lists = await Promise.all(acts.map((act) => kept.list({ ...question, act, limit: mostRows })))
  const items = lists.flatMap((list) => list.items).toSorted((a, b) => b.seq - a.seq)
  return {
    items: items.slice(0, mostRows).map(presentAuditRow),
    more: items.length > mostRows || lists.some(({ next }) => next !== undefined),
  }
}

async function readChanges(
  { access, cut }: View,
  period: Period,
  { adapters: { history } }: UseCaseContext,
): Promise<Answer['changes']> {
  if (!history) return undefined
  const known = cut.all('Namespace').map(({ metadata }) => metadata.name)
  const seen = listSeenKinds(access, known, true)
  const items = await history.list({ ...period, seen, limit: mostRows + 1 })
  return { items: items.slice(0, mostRows).map(presentChange), more: items.length > mostRows }
}

/** Kinds of which exceptions are told. One that may not be listed everywhere is said, for no exception is not no sight. */
const exceptionKinds: readonly MeshKind[] = ['PeerAuthentication', 'DestinationRule', 'AuthorizationPolicy']

function listUnseen({ access }: View): readonly Notice[] {
  const unseen = exceptionKinds.filter((kind) => !access.may('list', kind))
  if (unseen.length === 0) return []
  const names = unseen.map((kind) => meshKinds[kind].resource).join(', ')
  return [{ ...wordFinding('notice', 'report-part', { names }), severity: 'info' }]
}
