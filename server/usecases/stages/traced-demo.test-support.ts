import { buildPods } from '#demo/prometheus/samples/targets.ts'
import { startTracing, type TracingHandle } from '#demo/tracing/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { createRequestSource } from '#demo/world/requests/request-source.ts'
import { openTracing } from '#server/adapters/tracing/open-tracing.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

export type DemoUser = Parameters<DemoContext['as']>[0]

export interface TracedDemo {
  readonly demo: DemoContext
  readonly store: TracingHandle
  /** As `DemoContext.as`, with the demo's traces, or with those of another store. */
  as(user: DemoUser, options?: Parameters<DemoContext['as']>[1], storeUrl?: string): UseCaseContext
  stop(): Promise<void>
}

/** For tests only: the demo's servers with its store of traces, all of one world. */
export async function startTracedDemo(options?: Parameters<typeof startDemoContext>[0]): Promise<TracedDemo> {
  const world = buildWorld({ seed: 1, nowMs: Date.now() })
  const pods = buildPods(world)
  const requests = createRequestSource({ world, readPods: () => pods })
  const [demo, store] = await Promise.all([startDemoContext(options), startTracing({ requests })])
  return {
    demo,
    store,
    as: (user, given, storeUrl = store.url) => {
      const context = demo.as(user, given)
      const tracing = openTracing({
        VARDIA_TRACING_URL: storeUrl,
        VARDIA_TRACING_API: 'auto',
        VARDIA_QUERY_TIMEOUT_SECONDS: 5,
      })
      return { ...context, adapters: { ...context.adapters, tracing } }
    },
    stop: async () => void (await Promise.all([demo.stop(), store.stop()])),
  }
}
