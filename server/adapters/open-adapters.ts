import type { Logger } from 'pino'
import { openIstiod } from '#server/adapters/istiod/open-istiod.ts'
import { openKubernetes } from '#server/adapters/kubernetes/open-kubernetes.ts'
import type { Meter } from '#server/adapters/process-state.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'
import { openTracing } from '#server/adapters/tracing/open-tracing.ts'
import type { Config } from '#server/config/schema.ts'
import type { Adapters } from '#server/usecases/context.ts'

/**
 * The one composition root: opens every configured data source. Opening asks nothing that it waits for; a source that
 * is down is a state of its adapter, not an error here.
 */
export function openAdapters(config: Config, log: Logger, meter: Meter): Adapters {
  const kubernetes = openKubernetes(config, log)
  const { VARDIA_PROMETHEUS_URL, VARDIA_TRACING_URL } = config
  return {
    kubernetes: measureVerbs(kubernetes, 'kubernetes', ['readSnapshot', 'readAccess'], meter),
    ...(VARDIA_PROMETHEUS_URL && {
      prometheus: measureVerbs(
        openPrometheus({ ...config, VARDIA_PROMETHEUS_URL }),
        'prometheus',
        ['query', 'queryRange', 'readFacts'],
        meter,
      ),
    }),
    ...(VARDIA_TRACING_URL && {
      tracing: measureVerbs(
        openTracing({ ...config, VARDIA_TRACING_URL }),
        'tracing',
        ['listServices', 'findTraces', 'readTrace'],
        meter,
      ),
    }),
    ...(config.VARDIA_ISTIOD_URL.length > 0 && { istiod: openIstiod(config) }),
  }
}

export async function closeAdapters(adapters: Adapters): Promise<void> {
  adapters.prometheus?.close()
  adapters.istiod?.close()
  await adapters.kubernetes.close()
}

/** The adapter with some verbs timed. Its other members stay as they are. */
function measureVerbs<Adapter extends object, Verb extends keyof Adapter & string>(
  adapter: Adapter,
  name: string,
  verbs: readonly Verb[],
  meter: Meter,
): Adapter {
  const measured = { ...adapter }
  for (const verb of verbs) {
    // Every listed verb is an asynchronous function; the mapped type cannot say so of a key chosen by the caller.
    const ask = adapter[verb] as (...given: unknown[]) => Promise<unknown>
    const timed = async (...given: unknown[]) => {
      const startMs = performance.now()
      const count = (ok: boolean) =>
        meter.countUpstream({ adapter: name, verb, ok, seconds: (performance.now() - startMs) / 1000 })
      try {
        const answer = await ask(...given)
        count(true)
        return answer
      } catch (error) {
        count(false)
        throw error
      }
    }
    Object.assign(measured, { [verb]: timed })
  }
  return measured
}
