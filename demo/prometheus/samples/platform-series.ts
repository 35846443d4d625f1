import { buildMetric } from '#demo/prometheus/promql/labels.ts'
import { indexWorkloads } from '#demo/prometheus/samples/istio-labels.ts'
import type { MetricFacts } from '#demo/prometheus/samples/sample-source.ts'
import { buildPodTargets, groupPods, type PodFacts } from '#demo/prometheus/samples/targets.ts'
import type { Emitter } from '#demo/prometheus/samples/virtual-source.ts'
import { buildCounterCurve, buildGaugeCurve, STEADY } from '#demo/world/curves.ts'
import { readLeafTimes } from '#demo/world/leaf-times.ts'
import { createRandom, hashText } from '#demo/world/random.ts'
import type { World, WorldWorkload } from '#demo/world/types.ts'

export const PLATFORM_METADATA: Readonly<Record<string, MetricFacts>> = {
  up: { type: 'gauge', help: '1 where the last scrape went well' },
  container_cpu_usage_seconds_total: { type: 'counter', help: 'CPU time that a container used' },
  istio_agent_cert_expiry_seconds: { type: 'gauge', help: 'Seconds until the certificate chain expires' },
  container_memory_working_set_bytes: { type: 'gauge', help: 'Memory that a container cannot give back' },
}

/** What the kubelet says of each container, and `up` for each pod whose proxy is scraped. */
export function buildPlatformSeries(world: World, pods: readonly PodFacts[]): Emitter[] {
  const workloads = indexWorkloads(world)
  const containers = pods.flatMap((pod) => {
    const workload = workloads.get(`${pod.namespace}/${pod.workload}`)
    return workload
      ? listContainers(workload).flatMap((facts) => buildContainer(world, workload, pod, facts))
      : []
  })
  const byWorkload = groupPods(pods)
  const agents = world.workloads
    .filter(({ dataPlane, role }) => dataPlane === 'sidecar' || role === 'waypoint')
    .flatMap((workload) => buildAgents(world, workload, byWorkload))
  const targets = world.workloads
    .filter((workload) => workload.dataPlane === 'sidecar' || ['waypoint', 'ztunnel'].includes(workload.role))
    .flatMap((workload) =>
      buildPodTargets(workload, byWorkload.get(`${workload.namespace}/${workload.name}`) ?? [], world.seed),
    )
  const ups = targets.map(({ labels, offsetMs }) => ({
    labels: buildMetric(labels).labels,
    offsetMs,
    curve: STEADY,
    families: [{ name: 'up', les: [], factors: [1] }],
  }))
  return [...containers, ...ups, ...agents]
}

/** What pilot-agent says of the certificate that it fetched for its proxy (istio `security/pkg/nodeagent/cache`). */
function buildAgents(
  world: World,
  workload: WorldWorkload,
  byWorkload: ReturnType<typeof groupPods>,
): Emitter[] {
  const pods = byWorkload.get(`${workload.namespace}/${workload.name}`) ?? []
  return buildPodTargets(workload, pods, world.seed).map(({ labels, offsetMs }) => ({
    labels: buildMetric({ ...labels, resource_name: 'default' }).labels,
    offsetMs,
    curve: (seconds) => {
      const atMs = world.startMs + seconds * 1000
      const isOverdue = workload.certificates === 'overdue'
      return (readLeafTimes(labels['pod'] ?? '', isOverdue, atMs).notAfterMs - atMs) / 1000
    },
    families: [{ name: 'istio_agent_cert_expiry_seconds', les: [], factors: [1] }],
  }))
}

interface ContainerFacts {
  readonly container: string
  /** Processors in use and bytes held, on average. */
  readonly cpu: number
  readonly bytes: number
}

const MEBIBYTE = 2 ** 20
const PROXY: ContainerFacts = { container: 'istio-proxy', cpu: 0.012, bytes: 52 * MEBIBYTE }

function listContainers(workload: WorldWorkload): readonly ContainerFacts[] {
  if (workload.role === 'gateway' || workload.role === 'waypoint') return [{ ...PROXY, cpu: 0.05 }]
  if (workload.role === 'ztunnel') return [{ container: 'istio-proxy', cpu: 0.02, bytes: 38 * MEBIBYTE }]
  if (workload.role === 'control-plane') {
    const isPilot = workload.labels['istio'] === 'pilot'
    return [
      {
        container: isPilot ? 'discovery' : 'install-cni',
        cpu: isPilot ? 0.04 : 0.002,
        bytes: 140 * MEBIBYTE,
      },
    ]
  }
  const own = { container: workload.app, cpu: 0.03, bytes: 96 * MEBIBYTE }
  return workload.dataPlane === 'sidecar' ? [own, PROXY] : [own]
}

function buildContainer(
  world: World,
  workload: WorldWorkload,
  pod: PodFacts,
  facts: ContainerFacts,
): Emitter[] {
  const random = createRandom(hashText(`${pod.name}/${facts.container}`, world.seed))
  const size = random.spread(0.5, 2)
  const { labels } = buildMetric({
    container: facts.container,
    image: facts.container === 'istio-proxy' ? 'docker.io/istio/proxyv2' : workload.image,
    instance: pod.node,
    job: 'kubernetes-cadvisor',
    namespace: pod.namespace,
    node: pod.node,
    pod: pod.name,
  })
  const offsetMs = hashText(pod.node, world.seed)
  return [
    {
      labels,
      offsetMs,
      curve: buildCounterCurve(random.next),
      families: [{ name: 'container_cpu_usage_seconds_total', les: [], factors: [facts.cpu * size] }],
    },
    {
      labels,
      offsetMs,
      curve: buildGaugeCurve(random.next),
      families: [
        { name: 'container_memory_working_set_bytes', les: [], factors: [Math.round(facts.bytes * size)] },
      ],
    },
  ]
}
