import { loadavg } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openRecordedMetrics } from '#cli/offline/open-recorded-metrics.ts'
import { preview } from '#contract/preview.ts'
import { openFileCluster } from '#server/adapters/kubernetes/files/open-file-cluster.ts'
import type { PrometheusAdapter } from '#server/adapters/prometheus/types.ts'
import { configSchema } from '#server/config/schema.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { readPreview } from '#server/usecases/read-preview.ts'
import { openTextChecker } from '#server/workers/open-text-checker.ts'
import { median } from '#tools/bench/measure.ts'

const rounds = 30
const namespaces = 20
/** Services that each workload calls. */
const callsEach = 3
const goalMs = 150
const goalBlockedMs = 50

/**
 * Measures the preview of a VirtualService at so many workloads and twice as many objects of configuration, without dry run
 * and without anybody's network: each text another one, as when a person types.
 */
export async function tellPreview(workloads: number): Promise<void> {
  const texts = openTextChecker()
  const config = configSchema.parse({})
  const kubernetes = openFileCluster(config, {
    path: 'bench',
    takenMs: Date.now(),
    manifests: Array.from({ length: workloads }, (_, index) => buildWorkload(index)).flat(),
  })
  // Its evaluator is none of the preview's time: the traffic is kept for seconds, and asked for by the first one.
  const prometheus = openCalls(workloads)
  const ask = (weight: number) => {
    // Nothing of a preview is logged.
    const context = {
      adapters: { kubernetes, prometheus, texts },
      session: { id: 'bench', viewer: { identity: 'files' }, anonymous: true },
      config,
      nowMs: Date.now(),
      signal: AbortSignal.timeout(60_000),
    } as unknown as UseCaseContext
    const yaml = JSON.stringify(buildVirtualService(0, weight))
    return readPreview(preview.input.parse({ yaml, dryRun: false }), context)
  }
  try {
    const firstMs = await time(() => ask(50))
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const holds = watchHolds()
    const times: number[] = []
    let moved = 0
    const cpu = process.cpuUsage()
    for (let round = 1; round <= rounds; round += 1)
      times.push(
        await time(async () => {
          moved += (await ask(round)).blastRadius.counts.edges
        }),
      )
    delay.disable()
    const heldMs = holds.stop()
    const userMs = process.cpuUsage(cpu).user / 1_000 / rounds
    if (moved === 0) throw new Error('The bench is wrong: its changes move nothing.')
    const blockedMs = delay.max / 1e6
    const goal = (name: string, value: number, limit: number) =>
      console.log(
        `  ${value <= limit ? 'meets' : 'MISSES'} ${name}: ${value.toFixed(1)} of at most ${limit} ms (${(value / limit).toFixed(2)})`,
      )
    console.log(
      `${workloads} workloads, ${2 * workloads} objects: first ${firstMs.toFixed(0)} ms, load ${loadavg()[0]?.toFixed(2)}`,
    )
    goal('median of previews', median(times), goalMs)
    // Of all threads; on a machine that does other work too this is what one preview costs, and the median what it waits.
    goal('processor time of one', userMs, goalMs)
    goal('longest hold of the event loop', heldMs, goalBlockedMs)
    console.log(
      `  (on the clock ${blockedMs.toFixed(1)} ms, with what others of this machine took meanwhile)`,
    )
  } finally {
    texts.close()
  }
}

/** The longest that the main thread worked without giving anybody else a turn, by its own processor time. */
function watchHolds(): { stop(): number } {
  let longestUs = 0
  let lastUs = readThreadUs()
  const timer = setInterval(() => {
    const nowUs = readThreadUs()
    longestUs = Math.max(longestUs, nowUs - lastUs)
    lastUs = nowUs
  }, 1)
  return {
    stop: () => {
      clearInterval(timer)
      return longestUs / 1_000
    },
  }
}

function readThreadUs(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}

const namespaceOf = (index: number) => `bench-${index % namespaces}`
const nameOf = (index: number) => `app-${index}`

function buildVirtualService(index: number, weight: number): RawObject {
  const [namespace, host] = [namespaceOf(index), nameOf(index)]
  const route = [100 - weight, weight].map((share, at) => ({
    destination: { host, subset: `v${at + 1}` },
    weight: share,
  }))
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: host, namespace },
    spec: { hosts: [host], http: [{ route }] },
  }
}

/** A Deployment of two versions, its Service, and a VirtualService and a DestinationRule for it. */
function buildWorkload(index: number): RawObject[] {
  const [namespace, app] = [namespaceOf(index), nameOf(index)]
  const pods = ['v1', 'v2'].map((version, at) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${app}-${version}`,
      namespace,
      labels: { app, version },
      annotations: { 'sidecar.istio.io/status': '{}' },
    },
    spec: { serviceAccountName: app, containers: [{ name: 'app' }, { name: 'istio-proxy' }] },
    status: {
      phase: 'Running',
      podIP: `10.${at}.${index >> 8}.${index & 255}`,
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }))
  return [
    ...pods,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: app, namespace },
      spec: { selector: { app }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    },
    buildVirtualService(index, 0),
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: app, namespace },
      spec: { host: app, subsets: ['v1', 'v2'].map((name) => ({ name, labels: { version: name } })) },
    },
  ]
}

/** Metrics of the last two minutes: every workload calls some others, all at the first version. */
function openCalls(workloads: number): PrometheusAdapter {
  const takenMs = Date.now()
  const vector = Array.from({ length: workloads * callsEach }, (_, at) => {
    const from = Math.floor(at / callsEach)
    const to = (from + 1 + (at % callsEach) * 7) % workloads
    const host = `${nameOf(to)}.${namespaceOf(to)}.svc.cluster.local`
    const metric = {
      __name__: 'istio_requests_total',
      reporter: 'source',
      source_cluster: 'Kubernetes',
      source_workload: `${nameOf(from)}-v1`,
      source_workload_namespace: namespaceOf(from),
      source_canonical_service: nameOf(from),
      source_canonical_revision: 'v1',
      destination_cluster: 'Kubernetes',
      destination_service: host,
      destination_service_name: nameOf(to),
      destination_service_namespace: namespaceOf(to),
      destination_workload: `${nameOf(to)}-v1`,
      destination_workload_namespace: namespaceOf(to),
      destination_canonical_service: nameOf(to),
      destination_canonical_revision: 'v1',
      request_protocol: 'http',
      response_code: '200',
      response_flags: '-',
    }
    // Two requests a second.
    const values = Array.from({ length: 9 }, (_, step): [number, number] => [
      takenMs / 1000 - (8 - step) * 15,
      step * 30,
    ])
    return { metric, values }
  })
  return openRecordedMetrics({
    address: 'bench',
    takenMs,
    version: 'bench',
    metrics: { scrapeIntervalSeconds: 15, windowSeconds: 120 },
    series: vector,
  })
}
