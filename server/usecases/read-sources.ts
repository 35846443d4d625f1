import type { CallOutput } from '#contract/define-call.ts'
import type { SourceStatus, sources } from '#contract/session.ts'
import type { Finder } from '#server/adapters/finding/types.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { wordKey } from '#server/words.ts'

type Unseen = NonNullable<SourceStatus['unseen']>[number]

/** What an adapter says of itself, whichever it is. */
interface AdapterStatus {
  readonly state: 'ok' | 'degraded' | 'down'
  readonly address: string
  /** How a source that was found is reached. */
  readonly by?: 'port-forward' | 'service-proxy'
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
      presentSource(
        'prometheus',
        readFound(adapters.finders?.prometheus, adapters.prometheus?.status(), nowMs),
      ),
      presentSource('tracing', readFound(adapters.finders?.tracing, adapters.tracing?.status(), nowMs)),
      presentSource('istiod', readFound(adapters.finders?.istiod, adapters.istiod?.status(), nowMs)),
    ],
    ...(facts ? { scrapeIntervalSeconds: facts.scrapeIntervalSeconds } : {}),
    ...(facts?.retentionSeconds === undefined ? {} : { retentionSeconds: facts.retentionSeconds }),
  }
}

/** A source that is looked for: what looking told, and of one that was found what its adapter says. */
function readFound(
  finder: Finder | undefined,
  status: AdapterStatus | undefined,
  nowMs: number,
): AdapterStatus | undefined {
  const [finding] = finder?.findings() ?? []
  if (!finding) return status
  const { address = '', by, version, problem } = finding
  const found = { address, sinceMs: status?.sinceMs ?? nowMs, ...(version ? { version } : {}) }
  switch (finding.state) {
    case 'missing':
    case 'looking':
      return undefined
    case 'found':
      return { ...found, state: 'ok', ...status, ...(by ? { by } : {}) }
    default:
      return { ...found, state: 'down', ...(problem ? { problem } : {}) }
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
