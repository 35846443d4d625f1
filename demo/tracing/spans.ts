import { drawIndex, purposes } from '#demo/world/requests/draw.ts'
import { formatRequestId, formatSpanId, formatTraceId } from '#demo/world/requests/identify.ts'
import { readOperation } from '#demo/world/requests/operations.ts'
import { readClientSpan, type WorldRequest, weighOutcome } from '#demo/world/requests/types.ts'
import type { Upstream } from '#demo/world/requests/upstreams.ts'
import type { World, WorldCall, WorldPod, WorldWorkload } from '#demo/world/types.ts'

/** One span as a proxy sends it. */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  /** `<app>.<namespace>` (Istio's default tracingServiceName). */
  readonly service: string
  readonly namespace: string
  readonly name: string
  readonly kind: 'client' | 'server'
  readonly startMs: number
  readonly durationMs: number
  /** In the order of their keys. */
  readonly tags: readonly (readonly [key: string, value: string | number])[]
  readonly failed: boolean
}

export interface SpanFacts {
  readonly world: World
  readonly upstreamOf: (call: WorldCall) => Upstream
  readonly workloadOf: (end: { namespace: string; workload: string }) => WorldWorkload | undefined
}

/** A span's service, as the bootstrap names it: by the `app` label, else by the workload. */
export function nameSpanService(workload: WorldWorkload): string {
  return `${workload.role === 'waypoint' ? workload.name : workload.app}.${workload.namespace}`
}

/** The name of a span: host, port and path of its route (istio.md §5.4). */
export function nameOperation(call: WorldCall, { port }: Upstream): string {
  return `${call.service.host}:${port}/*`
}

/** All spans of a story, each after its parent. A ztunnel sends none, nor does what has no proxy. */
export function listSpans(facts: SpanFacts, story: WorldRequest): Span[] {
  const traceId = formatTraceId(story.start)
  const spans: Span[] = []
  const walk = (request: WorldRequest, parent: string | undefined) => {
    let last = parent
    for (const side of listSides(request)) {
      const span = buildSpan(facts, request, side, {
        traceId,
        ...(last !== undefined && { parentSpanId: last }),
      })
      if (!span) continue
      spans.push(span)
      last = span.spanId
    }
    for (const child of request.children) walk(child, last)
  }
  walk(story, undefined)
  return spans
}

type Side = 'client' | 'waypoint' | 'server'

function listSides({ call, clientCall, source, destination, waypoint }: WorldRequest): Side[] {
  return [
    ...(source && clientCall.reporters.includes('source') ? (['client'] as const) : []),
    ...(waypoint ? (['waypoint'] as const) : []),
    ...(destination && call.reporters.includes('destination') ? (['server'] as const) : []),
  ]
}

function buildSpan(
  facts: SpanFacts,
  request: WorldRequest,
  side: Side,
  ids: { traceId: string; parentSpanId?: string },
): Span | undefined {
  const { source, destination, waypoint, call, outcome } = request
  const pod = side === 'client' ? source : side === 'server' ? destination : waypoint
  const workload = pod && facts.workloadOf(pod)
  if (!pod || !workload) return undefined
  const upstream = facts.upstreamOf(call)
  const span = side === 'client' ? readClientSpan(request) : request
  return {
    ...ids,
    spanId: formatSpanId(request.hash, side),
    service: nameSpanService(workload),
    namespace: pod.namespace,
    name: nameOperation(call, upstream),
    // A gateway sends on: its spans are a client's, as a sidecar's on the way out.
    kind: side === 'client' ? 'client' : 'server',
    startMs: span.startMs,
    durationMs: span.durationMs,
    // Most spans are only counted: what they are tagged with is made when somebody looks.
    get tags() {
      return buildTags(facts, request, { side, pod, workload, upstream })
    },
    failed: weighOutcome(outcome) === 2,
  }
}

function buildTags(
  facts: SpanFacts,
  request: WorldRequest,
  {
    side,
    pod,
    workload,
    upstream,
  }: { side: Side; pod: WorldPod; workload: WorldWorkload; upstream: Upstream },
): (readonly [string, string | number])[] {
  const { call, outcome, source, story, sampled, hash } = request
  const { method, path, protocol, userAgent } = readOperation(request)
  const cluster = side === 'server' ? upstream.inboundCluster : upstream.cluster
  const type = side === 'waypoint' ? 'waypoint' : workload.role === 'gateway' ? 'router' : 'sidecar'
  const outside = `10.244.${drawIndex(hash, purposes.client, 5)}.1`
  const tags: Record<string, string | number> = {
    component: 'proxy',
    downstream_cluster: '-',
    'guid:x-request-id': formatRequestId(story, sampled),
    'http.method': method,
    'http.protocol': protocol,
    'http.status_code': Number(outcome.code),
    'http.url': `http://${upstream.authority}${path}`,
    'istio.canonical_revision': workload.version || 'latest',
    'istio.canonical_service': workload.app,
    'istio.cluster_id': facts.world.cluster,
    'istio.mesh_id': facts.world.trustDomain,
    'istio.namespace': pod.namespace,
    node_id: `${type}~${pod.ip}~${pod.name}.${pod.namespace}~${pod.namespace}.svc.cluster.local`,
    'peer.address':
      side === 'client' ? (workload.role === 'gateway' ? outside : pod.ip) : (source?.ip ?? outside),
    request_size: method === 'GET' ? 0 : request.requestBytes,
    response_flags: outcome.flags,
    response_size: outcome.code === '0' ? 0 : request.responseBytes,
    upstream_cluster: cluster,
    'upstream_cluster.name': cluster,
    user_agent: userAgent,
    ...(call.protocol === 'grpc' && {
      'grpc.authority': upstream.authority,
      'grpc.path': path,
      ...(outcome.grpcStatus !== undefined && { 'grpc.status_code': outcome.grpcStatus }),
    }),
    ...(weighOutcome(outcome) === 2 && { error: 'true' }),
    ...(side === 'waypoint' && {
      ...nameEnds(facts, 'source', source),
      ...nameEnds(facts, 'destination', request.destination),
    }),
  }
  return Object.entries(tags).sort(([left], [right]) => (left < right ? -1 : 1))
}

/** What a waypoint adds of the two ends that it stands between. */
function nameEnds(facts: SpanFacts, end: 'source' | 'destination', pod: WorldPod | undefined) {
  const workload = pod && facts.workloadOf(pod)
  if (!pod || !workload) return {}
  return {
    [`istio.${end}_app`]: workload.app,
    [`istio.${end}_app_version`]: workload.version || 'latest',
    [`istio.${end}_canonical_revision`]: workload.version || 'latest',
    [`istio.${end}_canonical_service`]: workload.app,
    [`istio.${end}_cluster_id`]: facts.world.cluster,
    [`istio.${end}_instance_name`]: pod.name,
    [`istio.${end}_namespace`]: pod.namespace,
    [`istio.${end}_workload`]: workload.name,
    [`istio.${end}_workload_type`]: workload.kind.toLowerCase(),
  }
}
