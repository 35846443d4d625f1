import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { loadDemoConfig } from '#demo/config.ts'
import { type IstiodFault, type IstiodHandle, listIstiods, startIstiod } from '#demo/istiod/serve.ts'
import type { KubernetesFault } from '#demo/kubernetes/faults.ts'
import { buildListeners, type PodListener } from '#demo/kubernetes/forward/listeners.ts'
import { formatKubeconfig, writeKubeconfig } from '#demo/kubernetes/kubeconfig.ts'
import { type KubernetesHandle, startKubernetes } from '#demo/kubernetes/serve.ts'
import type { User, UserName } from '#demo/kubernetes/users.ts'
import type { PrometheusFault } from '#demo/prometheus/http/faults.ts'
import { type PrometheusHandle, startPrometheus } from '#demo/prometheus/serve.ts'
import { createProxyAdmin } from '#demo/proxies/admin.ts'
import type { ServerFault } from '#demo/sick-answers.ts'
import { startTracing, type TracingApi, type TracingHandle } from '#demo/tracing/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { createRequestSource } from '#demo/world/requests/request-source.ts'
import type { World } from '#demo/world/types.ts'

export interface DemoOptions {
  /** How many workloads the mesh has at least. */
  readonly workloads?: number
  readonly seed?: number
  readonly kubeconfigPath: string
  readonly kubernetesPort?: number
  readonly prometheusPort?: number
  readonly tracingPort?: number
  /** Of the first istiod; the others take free ones. */
  readonly istiodPort?: number
  readonly tracingApi?: TracingApi
  readonly kubernetesFault?: KubernetesFault
  readonly prometheusFault?: PrometheusFault
  readonly tracingFault?: ServerFault
  /** All istiods are sick alike; `Demo.istiods` makes single ones sick. */
  readonly istiodFault?: IstiodFault
  /** Of bookinfo's ratings-v1: numbered lines instead of its usual ones. */
  readonly logLinesPerSecond?: number
  readonly tokens?: Partial<Record<UserName, string>>
  /** The clock, in milliseconds since the epoch; the machine's when absent. */
  readonly nowMs?: () => number
  /**
   * So long ago traffic counts as changed when configuration is written, so that a test of what comes of it need not wait
   * until a window of rates has passed; 0 when absent.
   */
  readonly changedAgoMs?: number
}

export interface Demo {
  readonly kubernetesUrl: string
  readonly prometheusUrl: string
  readonly tracingUrl: string
  /** One for each replica: each knows its own proxies only. */
  readonly istiodUrls: readonly string[]
  readonly istiods: readonly IstiodHandle[]
  readonly tracing: TracingHandle
  readonly kubeconfigPath: string
  readonly world: World
  readonly kubernetes: KubernetesHandle
  /** `setFault` makes it sick and well again. */
  readonly prometheus: PrometheusHandle
  readonly users: readonly User[]
  stop(): Promise<void>
}

/** Starts the imagined mesh: its API server, its Prometheus, its Jaeger and its istiods on loopback ports, and a kubeconfig for them. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { nowMs = Date.now, changedAgoMs = 0 } = options
  const world = buildWorld({ seed: options.seed ?? 1, workloads: options.workloads ?? 0, nowMs: nowMs() })
  const kubernetes = await startCluster(world, options)
  const started: { stop(): Promise<void> }[] = [kubernetes]
  const stop = () => stopAll(started)
  try {
    const { traffic, pods } = kubernetes
    const requests = createRequestSource({ world, ...traffic })
    const prometheus = await startPrometheus({
      ...{ world, pods, requests, nowMs },
      port: options.prometheusPort ?? 0,
      ...(options.prometheusFault && { fault: options.prometheusFault }),
    })
    started.push(prometheus)
    traffic.onChange(() =>
      prometheus.follow(
        { calls: traffic.readCalls(nowMs()), pods: traffic.readPods() },
        nowMs() - changedAgoMs,
      ),
    )
    const tracing = await startTracing({
      requests,
      nowMs,
      port: options.tracingPort ?? 0,
      ...(options.tracingApi && { api: options.tracingApi }),
      ...(options.tracingFault && { fault: options.tracingFault }),
    })
    started.push(tracing)
    const istiods: IstiodHandle[] = []
    for (const replica of listIstiods(world, traffic.readPods()).keys()) {
      const istiod = await startReplica(replica, world, kubernetes, options)
      istiods.push(istiod)
      started.push(istiod)
    }
    const proxies = createProxyAdmin({ world, readPods: traffic.readPods, nowMs })
    const listeners = listListeners({ prometheus, tracing, istiods })
    kubernetes.setListeners(buildListeners(kubernetes.store, listeners, proxies))
    const kubeconfigPath = resolve(options.kubeconfigPath)
    const { url, certificate } = kubernetes.secure
    await writeKubeconfig(kubeconfigPath, formatKubeconfig(url, kubernetes.users, 'admin', certificate))
    return {
      kubernetesUrl: kubernetes.url,
      ...{ prometheusUrl: prometheus.url, tracingUrl: tracing.url },
      istiodUrls: istiods.map(({ url }) => url),
      istiods,
      tracing,
      kubeconfigPath,
      world,
      kubernetes,
      prometheus,
      users: kubernetes.users,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function stopAll(servers: readonly { stop(): Promise<void> }[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()))
}

/** The demo's servers as the processes of the world's pods (`demo/world/telemetry.ts`). */
function listListeners(facts: {
  readonly prometheus: { readonly url: string }
  readonly tracing: { readonly url: string }
  readonly istiods: readonly IstiodHandle[]
}): readonly PodListener[] {
  const { prometheus, tracing, istiods } = facts
  return [
    { app: 'prometheus', namespace: 'istio-system', port: 9090, url: prometheus.url },
    { app: 'jaeger', namespace: 'tracing', port: 16_686, url: tracing.url },
    // Of istiod each pod is a server of its own, which knows its own proxies.
    ...istiods.flatMap(({ pod, url }) =>
      istiodPorts.map((port) => ({ app: 'istiod', namespace: 'istio-system', port, url, pod })),
    ),
  ]
}

/** istiod's debug interface and its metrics, which are one server in the demo. */
const istiodPorts = [8080, 15014]

function startCluster(world: World, options: DemoOptions): Promise<KubernetesHandle> {
  return startKubernetes({
    world,
    now: options.nowMs ?? Date.now,
    ...(options.changedAgoMs ? { changedAgoMs: options.changedAgoMs } : {}),
    ...(options.kubernetesPort ? { port: options.kubernetesPort } : {}),
    ...(options.kubernetesFault && { fault: options.kubernetesFault }),
    ...(options.logLinesPerSecond && { logLinesPerSecond: options.logLinesPerSecond }),
    ...(options.tokens ? { tokens: options.tokens } : {}),
  })
}

function startReplica(
  replica: number,
  world: World,
  { store, traffic }: KubernetesHandle,
  { istiodPort = 0, istiodFault, nowMs = Date.now }: DemoOptions,
): Promise<IstiodHandle> {
  const port = replica === 0 ? istiodPort : 0
  const fault = istiodFault && { fault: istiodFault }
  return startIstiod({ world, store, readPods: traffic.readPods, replica, port, nowMs, ...fault })
}

/** As a process: one JSON line with the addresses on stdout; ends on SIGTERM, SIGINT or when its parent is gone. */
async function main(): Promise<void> {
  const config = loadDemoConfig()
  // Whoever waits for this run's kubeconfig must not find that of the last, whose servers are gone.
  await rm(config.kubeconfigPath, { force: true })
  const demo = await startDemo(config)
  const { kubernetesUrl, prometheusUrl, tracingUrl, istiodUrls, kubeconfigPath } = demo
  const addresses = { kubernetesUrl, prometheusUrl, tracingUrl, istiodUrls, kubeconfigPath }
  process.stdout.write(`${JSON.stringify(addresses)}\n`)
  const stop = () => void demo.stop().then(() => process.exit(0))
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(signal, stop)
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  })
}
