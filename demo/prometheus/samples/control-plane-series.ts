import { buildMetric } from '#demo/prometheus/promql/labels.ts'
import { computeMean, computeShares, formatBounds } from '#demo/prometheus/samples/distributions.ts'
import type { MetricFacts } from '#demo/prometheus/samples/sample-source.ts'
import { groupPods, type PodFacts } from '#demo/prometheus/samples/targets.ts'
import type { Emitter, Family } from '#demo/prometheus/samples/virtual-source.ts'
import { buildCounterCurve, type Curve, STEADY } from '#demo/world/curves.ts'
import { createRandom, hashText } from '#demo/world/random.ts'
import { buildSpread } from '#demo/world/spread.ts'
import type { World } from '#demo/world/types.ts'

interface Row {
  readonly name: string
  readonly labels?: Readonly<Record<string, string>>
  /** Of a counter: how much a second; of a gauge: its level. */
  readonly value: number
}

const CONVERGENCE_BOUNDS = formatBounds([0.1, 0.5, 1, 3, 5, 10, 20, 30, Number.POSITIVE_INFINITY])
const PUSH_TYPES = ['cds', 'eds', 'lds', 'rds']
const ROOT_VALID_SECONDS = 10 * 365 * 86_400

const COUNTERS: readonly Row[] = [
  ...PUSH_TYPES.map((type) => ({
    name: 'pilot_xds_pushes',
    labels: { type },
    value: type === 'eds' ? 0.11 : 0.04,
  })),
  ...['endpoint', 'config', 'proxyrequest'].map((type) => ({
    name: 'pilot_push_triggers',
    labels: { type },
    value: type === 'endpoint' ? 0.05 : 0.01,
  })),
  ...['eds', 'config', 'svc'].map((type) => ({
    name: 'pilot_inbound_updates',
    labels: { type },
    value: 0.03,
  })),
  { name: 'pilot_k8s_cfg_events', labels: { type: 'VirtualService', event: 'update' }, value: 0.002 },
  { name: 'citadel_server_csr_count', value: 0.01 },
  { name: 'citadel_server_success_cert_issuance_count', value: 0.01 },
  // Keys of tokens' issuers are fetched anew every twenty minutes (PILOT_JWT_PUB_KEY_REFRESH_INTERVAL).
  { name: 'pilot_jwks_resolver_network_fetch_success_total', value: 1 / 1_200 },
  { name: 'pilot_jwks_resolver_network_fetch_fail_total', value: 0 },
  { name: 'sidecar_injection_requests_total', value: 0.004 },
  { name: 'sidecar_injection_success_total', value: 0.004 },
  { name: 'galley_validation_passed', value: 0.002 },
  { name: 'process_cpu_seconds_total', value: 0.04 },
]

/** Metadata by name; the pushing histogram has its own line. */
export const CONTROL_PLANE_METADATA: Readonly<Record<string, MetricFacts>> = {
  ...Object.fromEntries(COUNTERS.map(({ name }) => [name, { type: 'counter', help: '' }] as const)),
  pilot_proxy_convergence_time: { type: 'histogram', help: 'Seconds from a change until proxies have it' },
  pilot_total_xds_rejects: { type: 'counter', help: 'Configuration that proxies refused' },
  pilot_xds: { type: 'gauge', help: 'Proxies connected to this istiod' },
  pilot_services: { type: 'gauge', help: 'Services known to istiod' },
  pilot_virt_services: { type: 'gauge', help: 'Virtual services known to istiod' },
  pilot_info: { type: 'gauge', help: 'Version and build of istiod' },
  istio_build: { type: 'gauge', help: 'Istio component build info' },
  istiod_uptime_seconds: { type: 'gauge', help: 'Seconds since istiod started' },
  citadel_server_root_cert_expiry_timestamp: { type: 'gauge', help: 'When the root certificate expires' },
  citadel_server_root_cert_expiry_seconds: {
    type: 'gauge',
    help: 'Seconds until the root certificate expires',
  },
  process_resident_memory_bytes: { type: 'gauge', help: 'Resident memory' },
}

/** The metrics of each istiod pod (istio.md §5.3), and the build that every proxy says it is. */
export function buildControlPlaneSeries(world: World, pods: readonly PodFacts[]): Emitter[] {
  const byWorkload = groupPods(pods)
  const istiods = world.workloads.filter(
    ({ role, labels }) => role === 'control-plane' && labels['istio'] === 'pilot',
  )
  return istiods.flatMap((workload) => {
    const own = byWorkload.get(`${workload.namespace}/${workload.name}`) ?? []
    return own.flatMap((pod) => buildIstiod(world, pod, readVersion(workload.image), own.length))
  })
}

function readVersion(image: string): string {
  return /:([\w.-]+)$/.exec(image)?.[1] ?? 'unknown'
}

function buildIstiod(world: World, pod: PodFacts, version: string, replicas: number): Emitter[] {
  const random = createRandom(hashText(`${pod.name}/istiod`, world.seed))
  const target = {
    app: 'istiod',
    instance: `${pod.ip}:15014`,
    job: 'istiod',
    namespace: pod.namespace,
    pod: pod.name,
  }
  const offsetMs = hashText(pod.name, world.seed)
  const emit = (
    labels: Readonly<Record<string, string>>,
    curve: Curve,
    families: readonly Family[],
  ): Emitter => ({
    labels: buildMetric({ ...target, ...labels }).labels,
    offsetMs,
    curve,
    families,
  })
  const single = (name: string, factor: number): Family => ({ name, les: [], factors: [factor] })
  const counter = buildCounterCurve(random.next)
  const expirySeconds = Math.round(world.startMs / 1000) + ROOT_VALID_SECONDS
  return [
    ...COUNTERS.map(({ name, labels = {}, value }) => emit(labels, counter, [single(name, value)])),
    ...listGauges(world, version, replicas).map(({ name, labels = {}, value }) =>
      emit(labels, STEADY, [single(name, value)]),
    ),
    emit({}, counter, buildConvergence()),
    emit({}, (seconds) => 300 + seconds, [single('istiod_uptime_seconds', 1)]),
    emit({}, STEADY, [single('citadel_server_root_cert_expiry_timestamp', expirySeconds)]),
    emit({}, (seconds) => ROOT_VALID_SECONDS - seconds, [
      single('citadel_server_root_cert_expiry_seconds', 1),
    ]),
  ]
}

function listGauges(world: World, version: string, replicas: number): readonly Row[] {
  const proxies = world.workloads
    .filter(({ dataPlane, role }) => dataPlane === 'sidecar' || role === 'waypoint' || role === 'ztunnel')
    .reduce((sum, { ready }) => sum + ready, 0)
  const virtualServices = world.manifests.filter(({ kind }) => kind === 'VirtualService').length
  return [
    { name: 'up', value: 1 },
    { name: 'istio_build', labels: { component: 'pilot', tag: version }, value: 1 },
    { name: 'pilot_info', labels: { version }, value: 1 },
    { name: 'pilot_xds', labels: { version }, value: Math.ceil(proxies / replicas) },
    { name: 'pilot_services', value: world.services.length },
    { name: 'pilot_virt_services', value: virtualServices },
    { name: 'process_resident_memory_bytes', value: 146_800_640 },
    ...PUSH_TYPES.map((type) => ({ name: 'pilot_total_xds_rejects', labels: { type }, value: 0 })),
  ]
}

function buildConvergence(): Family[] {
  const spread = buildSpread(0.12, 0.6)
  const perSecond = 0.15
  const shares = computeShares(spread, CONVERGENCE_BOUNDS)
  const name = 'pilot_proxy_convergence_time'
  return [
    { name: `${name}_bucket`, les: CONVERGENCE_BOUNDS, factors: shares.map((share) => share * perSecond) },
    { name: `${name}_sum`, les: [], factors: [computeMean(spread) * perSecond] },
    { name: `${name}_count`, les: [], factors: [perSecond] },
  ]
}
