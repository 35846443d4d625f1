import { pino } from 'pino'
import { readLogLevel } from '#cli/env.ts'
import { readCluster } from '#cli/preflight.ts'
import { closeAdapters, type GivenSources, openAdapters } from '#server/adapters/open-adapters.ts'
import type { Meter } from '#server/adapters/process-state.ts'
import type { Config } from '#server/config/schema.ts'
import { buildAnonymousSession, type UseCaseContext } from '#server/usecases/context.ts'

/** Commands that answer once give up after this; a mesh of thousands of workloads takes seconds. */
const answerMs = 60_000

/** Nobody reads the counters of a command that is over in seconds. */
const meter: Meter = {
  countRequest: () => undefined,
  countUpstream: () => undefined,
  changeStreams: () => undefined,
}

/**
 * Asks use cases as the kubeconfig's user, or of the sources given, without a console: opens the data sources, asks, and
 * closes them. It gives up when `signal` aborts, after a minute where none is given. Throws what the use case throws, and at once what keeps the cluster from answering at all.
 */
export async function askMesh<Answer>(
  config: Config,
  ask: (context: UseCaseContext) => Promise<Answer>,
  sources?: GivenSources,
  signal: AbortSignal = AbortSignal.timeout(answerMs),
): Promise<Answer> {
  const [given] = sources?.kubernetes.listIdentities() ?? []
  const { identity } = given ?? (await readCluster(config, signal))
  const log = pino({ level: readLogLevel('silent'), base: null }, pino.destination(2))
  const adapters = openAdapters(config, log, meter, sources)
  try {
    return await ask({
      adapters,
      session: buildAnonymousSession('command', (!given && config.VARDIA_AS) || identity),
      config,
      nowMs: Date.now(),
      signal,
      log,
    })
  } finally {
    await closeAdapters(adapters)
  }
}
