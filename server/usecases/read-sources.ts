import type { CallOutput } from '#contract/define-call.ts'
import type { SourceStatus, sources } from '#contract/session.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { wordKey } from '#server/words.ts'

type Unseen = NonNullable<SourceStatus['unseen']>[number]

/** What an adapter says of itself, whichever it is. */
interface AdapterStatus {
  readonly state: 'ok' | 'degraded' | 'down'
  readonly address: string
  readonly version?: string
  readonly sinceMs: number
  readonly lastGoodMs?: number
  readonly problem?: unknown
  /** Kinds that the cluster's adapter cannot tell of. */
  readonly unseen?: readonly Unseen[]
}

/**
 * The state of every data source as its adapter remembers it. It asks Prometheus only for what it is set to, which is
 * remembered for a minute; no answer to that is no fault of this call.
 */
export const readSources: UseCase<object, CallOutput<typeof sources>> = async (_input, context) => {
  const { adapters, nowMs } = context
  const [facts] = await Promise.all([
    readPrometheusFacts(context),
    adapters.istiod?.waitUntilAsked(context.signal),
  ])
  return {
    asOf: new Date(nowMs).toISOString(),
    sources: [
      presentSource('kubernetes', adapters.kubernetes.status()),
      presentSource('prometheus', adapters.prometheus?.status()),
      presentSource('tracing', adapters.tracing?.status()),
      presentSource('istiod', adapters.istiod?.status()),
    ],
    ...(facts ? { scrapeIntervalSeconds: facts.scrapeIntervalSeconds } : {}),
    ...(facts?.retentionSeconds === undefined ? {} : { retentionSeconds: facts.retentionSeconds }),
  }
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
