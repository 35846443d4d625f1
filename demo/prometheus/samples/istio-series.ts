import { buildMetric } from '#demo/prometheus/promql/labels.ts'
import {
  buildSizeSpread,
  computeMean,
  computeShares,
  ENVOY_BUCKETS,
} from '#demo/prometheus/samples/distributions.ts'
import {
  buildCallLabels,
  indexWorkloads,
  isZtunnel,
  type Reporter,
  type WorkloadIndex,
} from '#demo/prometheus/samples/istio-labels.ts'
import type { MetricFacts } from '#demo/prometheus/samples/sample-source.ts'
import { buildShadowSeries } from '#demo/prometheus/samples/shadow-series.ts'
import { buildPodTargets, groupPods, type PodFacts, type Target } from '#demo/prometheus/samples/targets.ts'
import { type Emitter, type Family, nameEmitter } from '#demo/prometheus/samples/virtual-source.ts'
import { buildCallCurve } from '#demo/world/call-curve.ts'
import { type Curve, STEADY } from '#demo/world/curves.ts'
import { hashText } from '#demo/world/random.ts'
import { networkShare } from '#demo/world/requests/types.ts'
import { buildSpread } from '#demo/world/spread.ts'
import type { World, WorldCall } from '#demo/world/types.ts'

/** Types and help texts of Istio's standard metrics. */
export const ISTIO_METADATA: Readonly<Record<string, MetricFacts>> = {
  istio_requests_total: { type: 'counter', help: 'Requests that a proxy handled' },
  istio_request_duration_milliseconds: { type: 'histogram', help: 'How long requests took' },
  istio_request_bytes: { type: 'histogram', help: 'Sizes of requests' },
  istio_response_bytes: { type: 'histogram', help: 'Sizes of responses' },
  istio_request_messages_total: { type: 'counter', help: 'gRPC messages that clients sent' },
  istio_response_messages_total: { type: 'counter', help: 'gRPC messages that servers sent' },
  istio_tcp_sent_bytes_total: { type: 'counter', help: 'Bytes sent in response' },
  istio_tcp_received_bytes_total: { type: 'counter', help: 'Bytes received in request' },
  istio_tcp_connections_opened_total: { type: 'counter', help: 'Connections opened' },
  istio_tcp_connections_closed_total: { type: 'counter', help: 'Connections closed' },
}

/** Who calls whom, and the pods that tell of it. */
export interface Traffic {
  readonly calls: readonly WorldCall[]
  readonly pods: readonly PodFacts[]
}

/**
 * The standard metrics of every call, from each proxy that reports it, each reporting pod with its share. What the calls
 * of one pod say in the same series is added up. A call that is asked for again with the same pods gives the same objects.
 */
export function createIstioSeries(world: World): (traffic: Traffic) => Emitter[] {
  const workloads = indexWorkloads(world)
  const known = new WeakMap<WorldCall, { readonly pods: string; readonly emitters: readonly Emitter[] }>()
  return ({ calls, pods }) => {
    const byWorkload = groupPods(pods)
    const all = calls.flatMap((call) => {
      const listed = call.reporters.map((reporter) => ({
        reporter,
        targets: findTargets(world, call, reporter, workloads, byWorkload),
      }))
      const names = JSON.stringify(listed)
      const found = known.get(call)
      if (found?.pods === names) return found.emitters
      const emitters = listed.flatMap(({ reporter, targets }) =>
        buildReported(world, workloads, call, reporter, targets),
      )
      known.set(call, { pods: names, emitters })
      return emitters
    })
    return mergeEmitters(all)
  }
}

function buildReported(
  world: World,
  workloads: WorkloadIndex,
  call: WorldCall,
  reporter: Reporter,
  targets: readonly Target[],
): Emitter[] {
  const curve = call.perSecond > 0 ? buildCallCurve(world.seed, call) : STEADY
  const labels = buildCallLabels(world, workloads, call, reporter)
  return targets.flatMap((target) => [
    ...buildStreams(call, reporter, { ...labels, ...target.labels }, target, curve, targets.length),
    ...(reporter === 'destination'
      ? buildShadowSeries(world, call, { target, curve, reporters: targets.length })
      : []),
  ])
}

/** Calls that differ only in what one side sees of them are the same series for the other. */
function mergeEmitters(emitters: readonly Emitter[]): Emitter[] {
  const merged = new Map<string, Emitter>()
  for (const emitter of emitters) {
    const key = nameEmitter(emitter)
    const known = merged.get(key)
    merged.set(key, known ? addUp(known, emitter) : emitter)
  }
  return [...merged.values()]
}

function addUp(one: Emitter, other: Emitter): Emitter {
  const families = one.families.map((family, at) => ({
    ...family,
    factors: family.factors.map((factor, bound) => factor + (other.families[at]?.factors[bound] ?? 0)),
  }))
  return { ...one, families }
}

/** A call that never happens any more still shows the counts of the past. */
const PAST_REQUESTS = 37

function buildStreams(
  call: WorldCall,
  reporter: Reporter,
  labels: Readonly<Record<string, string>>,
  { offsetMs }: Target,
  curve: Curve,
  reporters: number,
): Emitter[] {
  const perSecond = (call.perSecond || PAST_REQUESTS) / reporters
  return call.outcomes.map(({ code, grpcStatus, flags, share }) => {
    const isTcp = call.protocol === 'tcp'
    const metric = buildMetric({
      ...labels,
      response_flags: flags,
      ...(!isTcp && { response_code: code }),
      ...(!isTcp && grpcStatus !== undefined && { grpc_response_status: grpcStatus }),
    })
    const families = isTcp
      ? buildTcpFamilies(call, perSecond * share, share / reporters)
      : buildRequestFamilies(call, reporter, perSecond * share)
    return { labels: metric.labels, offsetMs, curve, families }
  })
}

function buildTcpFamilies(call: WorldCall, connections: number, share: number): Family[] {
  return [
    buildSingle('istio_tcp_sent_bytes_total', call.responseBytes * share),
    buildSingle('istio_tcp_received_bytes_total', call.requestBytes * share),
    buildSingle('istio_tcp_connections_opened_total', connections),
    buildSingle('istio_tcp_connections_closed_total', connections),
  ]
}

function buildRequestFamilies(call: WorldCall, reporter: Reporter, requests: number): Family[] {
  const { median, p95 } = call.latencyMs
  const slower = reporter === 'source' ? networkShare : 1
  const latency = median > 0 ? buildSpread(median * slower, p95 * slower) : undefined
  const messages = requests * (call.messagesPerRequest ?? 1)
  return [
    buildSingle('istio_requests_total', requests),
    ...buildHistogram(
      'istio_request_duration_milliseconds',
      latency,
      latency ? computeMean(latency) : 0,
      requests,
    ),
    ...buildSizeHistogram('istio_request_bytes', call.requestBytes, requests),
    ...buildSizeHistogram('istio_response_bytes', call.responseBytes, requests),
    ...(call.protocol === 'grpc'
      ? [
          buildSingle('istio_request_messages_total', messages),
          buildSingle('istio_response_messages_total', messages),
        ]
      : []),
  ]
}

function buildSizeHistogram(name: string, mean: number, count: number): Family[] {
  return buildHistogram(name, mean > 0 ? buildSizeSpread(mean) : undefined, mean, count)
}

function buildHistogram(
  name: string,
  spread: { mu: number; sigma: number } | undefined,
  mean: number,
  count: number,
): Family[] {
  const shares = computeShares(spread, ENVOY_BUCKETS)
  return [
    { name: `${name}_bucket`, les: ENVOY_BUCKETS, factors: shares.map((share) => share * count) },
    buildSingle(`${name}_sum`, mean * count),
    buildSingle(`${name}_count`, count),
  ]
}

function buildSingle(name: string, factor: number): Family {
  return { name, les: [], factors: [factor] }
}

/** The pods that write a call's series down: of the reporting side, of its waypoint, or a node's ztunnel. */
function findTargets(
  world: World,
  call: WorldCall,
  reporter: Reporter,
  workloads: WorkloadIndex,
  byWorkload: ReadonlyMap<string, readonly PodFacts[]>,
): Target[] {
  const side = reporter === 'source' ? call.source : call.destination
  const reporting = isZtunnel(call, reporter, workloads)
    ? world.workloads.find(({ role }) => role === 'ztunnel')
    : reporter === 'waypoint'
      ? world.workloads.find(
          ({ role, namespace }) => role === 'waypoint' && namespace === call.service.namespace,
        )
      : side && workloads.get(`${side.namespace}/${side.workload}`)
  if (!reporting) return []
  const pods = byWorkload.get(`${reporting.namespace}/${reporting.name}`) ?? []
  const targets = buildPodTargets(reporting, pods, world.seed)
  // A connection ends on one node, so one ztunnel counts it, not all of them.
  if (reporting.role !== 'ztunnel') return targets
  return targets.slice(hashText(`${side?.namespace}/${side?.workload}`) % targets.length).slice(0, 1)
}
