import type { Diagnostics } from '#contract/diagnostics.ts'
import type { ProcessFacts, UpstreamFailure } from '#server/adapters/self/watch-self.ts'
import { cutToViewer } from '#server/mesh/objects/cut-to-viewer.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { describeSetup } from '#server/usecases/stages/describe-setup.ts'
import { readSourceStates } from '#server/usecases/stages/read-source-states.ts'
import { countAnswers } from '#server/usecases/stages/recent-answers.ts'
import { tellRights } from '#server/usecases/stages/tell-rights.ts'
import { wordKey } from '#server/words.ts'

/** Who asks is somebody in trouble: what the cluster does not tell in this time is left out. */
const rightsPatienceMs = 5_000

/**
 * What somebody who helps needs to know of this console: what it found and how that fares, what it is set to, what this
 * viewer may do, what it remembers, what failed, and how the process does. It answers whatever is down, and holds no
 * secret: settings come without them (server/config/tell-settings.ts), and no credential is part of anything else.
 * Throws Problem unsupported where nobody watches the process.
 */
export const readDiagnostics: UseCase<object, Diagnostics> = async (_input, context) => {
  const { adapters, nowMs } = context
  const { self } = adapters
  if (!self) throw new Problem({ kind: 'unsupported', code: 'diagnostics-not-kept' })
  // It asks each source, so what it tells is what the others have to tell as well.
  const setup = await describeSetup(context)
  const [{ sources, scrapeIntervalSeconds, retentionSeconds }, seen] = await Promise.all([
    readSourceStates(context),
    readSeen(context),
  ])
  return {
    asOf: new Date(nowMs).toISOString(),
    setup,
    sources,
    ...(scrapeIntervalSeconds === undefined ? {} : { scrapeIntervalSeconds }),
    ...(retentionSeconds === undefined ? {} : { retentionSeconds }),
    settings: self.settings.map((setting) => ({ ...setting })),
    ...seen,
    caches: listCaches(context),
    failures: self.failures().map(presentFailure),
    process: presentProcess(self.readProcess()),
  }
}

/** Of the snapshot as it is: nobody waits here for a cluster that does not answer. */
async function readSeen({
  adapters: { kubernetes },
  session,
  signal,
  log,
}: UseCaseContext): Promise<Pick<Diagnostics, 'rights' | 'snapshot'>> {
  const snapshot = kubernetes.peekSnapshot()
  if (!snapshot) return { rights: [] }
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(rightsPatienceMs)])
    const access = await kubernetes.readAccess(session.viewer, patience)
    const cut = cutToViewer(snapshot, access)
    const namespaces = cut.all('Namespace').map(({ metadata }) => metadata.name)
    return {
      rights: tellRights(access, snapshot.kinds, namespaces),
      snapshot: {
        version: snapshot.version,
        objects: Object.fromEntries([...cut.kinds].sort().map((kind) => [kind, cut.all(kind).length])),
      },
    }
  } catch (error) {
    signal.throwIfAborted()
    log.debug({ err: error }, 'the rights of the viewer are not known')
    return { rights: [] }
  }
}

function listCaches({ adapters, nowMs }: UseCaseContext): Diagnostics['caches'] {
  const snapshot = adapters.kubernetes.peekSnapshot()
  const kept = [
    ...(adapters.kubernetes.status().caches ?? []),
    ...(adapters.prometheus?.status().caches ?? []),
    { name: 'answers', entries: snapshot ? countAnswers(snapshot) : 0, oldestMs: undefined },
  ]
  return kept.map(({ name, entries, oldestMs }) => ({
    name,
    entries,
    ...(oldestMs === undefined ? {} : { oldestSeconds: Math.max(0, (nowMs - oldestMs) / 1_000) }),
  }))
}

/** Without its target, which may name what this viewer must not see; so may the cluster's own words. */
function presentFailure({
  atMs,
  adapter,
  verb,
  count,
  problem,
}: UpstreamFailure): Diagnostics['failures'][number] {
  const { code, params, cause } = problem
  const words = adapter !== 'kubernetes' && cause instanceof Error ? cause.message.slice(0, 500) : ''
  return {
    at: new Date(atMs).toISOString(),
    adapter,
    verb,
    count,
    says: { code, params: { ...params }, text: wordKey(`problem.${code}.detail`, params) },
    ...(words ? { cause: words } : {}),
  }
}

function presentProcess({ startedAtMs, ...facts }: ProcessFacts): Diagnostics['process'] {
  return { ...facts, startedAt: new Date(startedAtMs).toISOString() }
}
