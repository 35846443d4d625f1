import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { buildListeners } from '#demo/kubernetes/forward/listeners.ts'
import { formatKubeconfig, writeKubeconfig } from '#demo/kubernetes/kubeconfig.ts'
import { type KubernetesHandle, startKubernetes } from '#demo/kubernetes/serve.ts'
import type { UserName } from '#demo/kubernetes/users.ts'
import { type PrometheusHandle, startPrometheus } from '#demo/prometheus/serve.ts'
import { createProxyAdmin } from '#demo/proxies/admin.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { openDatabase } from '#server/adapters/database/open-database.ts'
import { openHistory } from '#server/adapters/history/open-history.ts'
import { openKubernetes } from '#server/adapters/kubernetes/open-kubernetes.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'
import { type Config, configSchema } from '#server/config/schema.ts'
import { buildAnonymousSession, type UseCaseContext } from '#server/usecases/context.ts'
import { openTextChecker } from '#server/workers/open-text-checker.ts'

export interface DemoContext {
  readonly prometheus: PrometheusHandle
  /** The cluster, for what somebody else does to it. */
  readonly cluster: KubernetesHandle
  /** The context of one request: who looks, when, and what is set otherwise. */
  as(
    user: UserName,
    options?: { nowMs?: number; config?: Partial<Config>; signal?: AbortSignal },
  ): UseCaseContext
  /** Adapters opened anew, which remember no outage. */
  reopen(): void
  stop(): Promise<void>
}

/** For tests only: the demo's servers on free ports, and the real adapters opened on them. */
export async function startDemoContext({ timeoutSeconds = 1 } = {}): Promise<DemoContext> {
  const world = buildWorld({ seed: 1, nowMs: Date.now() })
  const kubernetesDemo = await startKubernetes({ world })
  const { readPods } = kubernetesDemo.traffic
  kubernetesDemo.setListeners(
    buildListeners(kubernetesDemo.store, [], createProxyAdmin({ world, readPods, nowMs: Date.now })),
  )
  const prometheusDemo = await startPrometheus({ world, pods: kubernetesDemo.pods })
  const folder = mkdtempSync(join(tmpdir(), 'vardia-usecase-'))
  const path = join(folder, 'kubeconfig')
  await writeKubeconfig(path, formatKubeconfig(kubernetesDemo.url, kubernetesDemo.users, 'admin'))
  const config = configSchema.parse({
    KUBECONFIG: path,
    VARDIA_PROMETHEUS_URL: prometheusDemo.url,
    VARDIA_QUERY_TIMEOUT_SECONDS: String(timeoutSeconds),
  })
  const kubernetes = openKubernetes(config)
  const open = () => openPrometheus({ ...config, VARDIA_PROMETHEUS_URL: prometheusDemo.url })
  let prometheus = open()
  const texts = openTextChecker()
  const history = openHistory(openDatabase({}), {
    cluster: () => 'demo',
    limits: { retentionDays: 90, mostChanges: 20_000 },
  })
  return {
    prometheus: prometheusDemo,
    cluster: kubernetesDemo,
    as: (user, options = {}) => ({
      adapters: { kubernetes, prometheus, texts, history },
      session: buildAnonymousSession(`session of ${user}`, user),
      config: { ...config, ...options.config },
      nowMs: options.nowMs ?? Date.now(),
      signal: options.signal ?? AbortSignal.timeout(60_000),
      log: pino({ level: 'silent' }),
    }),
    reopen: () => {
      prometheus = open()
    },
    stop: async () => {
      texts.close()
      await kubernetes.close()
      await Promise.all([kubernetesDemo.stop(), prometheusDemo.stop()])
      rmSync(folder, { recursive: true })
    },
  }
}
