import type { CallOutput } from '#contract/define-call.ts'
import type { SourceStatus, sources } from '#contract/session.ts'
import type { Notice } from '#contract/words.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { listAuditNotices } from '#server/usecases/stages/present-audit.ts'
import { readSourceStatus, type SourceState } from '#server/usecases/stages/read-source-status.ts'
import { wordKey } from '#server/words.ts'

type Unseen = NonNullable<SourceStatus['unseen']>[number]

/** What any adapter says of itself, and the cluster's of kinds that it cannot tell of. */
interface AdapterStatus extends SourceState {
  readonly unseen?: readonly Unseen[]
}

export type Sources = CallOutput<typeof sources>

/**
 * The state of every data source as its adapter remembers it. It asks Prometheus only for what it is set to, which is
 * remembered for a minute; no answer to that is no fault of this call.
 */
export async function readSourceStates(context: UseCaseContext): Promise<Sources> {
  const { adapters, nowMs } = context
  const [facts] = await Promise.all([
    readPrometheusFacts(context),
    adapters.istiod?.waitUntilAsked(context.signal),
  ])
  return {
    asOf: new Date(nowMs).toISOString(),
    sources: [
      presentSource('kubernetes', adapters.kubernetes.status()),
      ...(['prometheus', 'tracing', 'istiod'] as const).map((name) =>
        presentSource(name, readSourceStatus(name, adapters)),
      ),
    ],
    ...(facts ? { scrapeIntervalSeconds: facts.scrapeIntervalSeconds } : {}),
    ...(facts?.retentionSeconds === undefined ? {} : { retentionSeconds: facts.retentionSeconds }),
    notices: adapters.audit ? [...listAuditNotices(adapters.audit.status())].filter(isSevere) : [],
  }
}

/** That the trail ends with the process is for its own page to tell. */
function isSevere({ severity }: Notice): boolean {
  return severity === 'error'
}

async function readPrometheusFacts({ adapters, signal, log }: UseCaseContext) {
  try {
    return await adapters.prometheus?.readFacts(signal)
  } catch (error) {
    log.debug({ err: error }, 'Prometheus does not tell what it is set to')
    return undefined
  }
}

function presentSource(name: SourceStatus['name'], status: AdapterStatus | undefined): SourceStatus {
  if (!status) return { name, state: 'not-configured' }
  const problem = presentSourceProblem(status.problem)
  return {
    name,
    state: status.state,
    ...(status.address ? { address: status.address } : {}),
    ...(status.by ? { by: status.by } : {}),
    ...(status.version ? { version: status.version } : {}),
    since: new Date(status.sinceMs).toISOString(),
    ...(status.lastGoodMs === undefined ? {} : { lastGood: new Date(status.lastGoodMs).toISOString() }),
    ...(problem && status.state !== 'ok' ? { problem } : {}),
    ...(status.unseen?.length ? { unseen: status.unseen.map(({ kind, reason }) => ({ kind, reason })) } : {}),
  }
}

function presentSourceProblem(problem: unknown): SourceStatus['problem'] {
  if (!isProblem(problem)) return undefined
  const { code, params, cause } = problem
  return {
    code,
    params: { ...params },
    text: wordKey(`problem.${code}.detail`, params),
    ...(cause instanceof Error && cause.message ? { cause: cause.message.slice(0, 500) } : {}),
  }
}
