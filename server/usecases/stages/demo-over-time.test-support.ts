import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { findResourceOfKind } from '#demo/kubernetes/catalogue.ts'
import { startDemo } from '#demo/serve.ts'
import { afterPush } from '#demo/testing/after-push.ts'
import type { Manifest } from '#demo/world/types.ts'
import { openKubernetes } from '#server/adapters/kubernetes/open-kubernetes.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'
import { openTracing } from '#server/adapters/tracing/open-tracing.ts'
import { configSchema } from '#server/config/schema.ts'
import { buildAnonymousSession, type UseCaseContext } from '#server/usecases/context.ts'
import { openTextChecker } from '#server/workers/open-text-checker.ts'

/** The demo in a time of its own, which passes only when something is applied. */
export interface DemoOverTime {
  nowMs(): number
  /** The context of one request. */
  as(user?: string): UseCaseContext
  /** Writes as kubectl would, lets proxies have it and the window of rates pass; gives what undoes that. */
  apply(manifests: readonly Manifest[]): Promise<() => Promise<void>>
  /** What PromQL says now: labels and value of each series. */
  measure(
    query: string,
  ): Promise<readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]>
  stop(): Promise<void>
}

/** Longer than the window of any rate that is asked for. */
const windowMs = 90_000

/** For tests only. @param options whether single requests are told by the demo's traces */
export async function startDemoOverTime({ traces = false } = {}): Promise<DemoOverTime> {
  const folder = mkdtempSync(join(tmpdir(), 'vardia-over-time-'))
  const kubeconfigPath = join(folder, 'kubeconfig')
  let nowMs = Date.UTC(2026, 10, 21, 12)
  const demo = await startDemo({ kubeconfigPath, nowMs: () => nowMs })
  const { store, traffic } = demo.kubernetes
  const config = configSchema.parse({
    KUBECONFIG: kubeconfigPath,
    VARDIA_PROMETHEUS_URL: demo.prometheusUrl,
  })
  const adapters = {
    kubernetes: openKubernetes(config),
    prometheus: openPrometheus({ ...config, VARDIA_PROMETHEUS_URL: demo.prometheusUrl }),
    ...(traces && { tracing: openTracing({ ...config, VARDIA_TRACING_URL: demo.tracingUrl }) }),
    texts: openTextChecker(),
  }
  const settle = async (write: () => void) => {
    await afterPush(traffic, write)
    nowMs += windowMs
  }
  const find = ({ apiVersion, kind, metadata }: Manifest) => {
    const resource = findResourceOfKind(apiVersion, kind)
    const all = resource ? store.collection(resource).all() : []
    return all.find(({ name, namespace }) => name === metadata.name && namespace === metadata.namespace)
  }
  return {
    nowMs: () => nowMs,
    as: (user = 'admin') => ({
      ...{ adapters, config, nowMs, session: buildAnonymousSession(user, user) },
      signal: AbortSignal.timeout(30_000),
      log: pino({ level: 'silent' }),
    }),
    apply: async (manifests) => {
      const stored = manifests.map(find)
      await settle(() => {
        for (const manifest of manifests) store.put(manifest)
      })
      return () =>
        settle(() => {
          for (const [at, { apiVersion, kind, metadata }] of manifests.entries()) {
            const known = stored[at]
            if (known) store.put(known.manifest)
            else store.remove(apiVersion, kind, metadata.namespace ?? '', metadata.name)
          }
        })
    },
    measure: async (query) => {
      const asked = new URLSearchParams({ query, time: String(nowMs / 1_000) })
      // The demo's own answers have this form, which its fidelity tests hold.
      const answer = (await (await fetch(`${demo.prometheusUrl}/api/v1/query?${asked}`)).json()) as {
        data: { result: { metric: Record<string, string>; value: [number, string] }[] }
      }
      return answer.data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
    },
    stop: async () => {
      adapters.texts.close()
      await adapters.kubernetes.close()
      await demo.stop()
      rmSync(folder, { recursive: true })
    },
  }
}
