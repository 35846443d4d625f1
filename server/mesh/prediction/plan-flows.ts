import type { Workload } from '#server/mesh/objects/workloads.ts'
import {
  type Demand,
  type RequestVariant,
  readRequest,
  type ServiceRef,
} from '#server/mesh/prediction/demand.ts'
import { type Flow, gatherFlows } from '#server/mesh/prediction/flow.ts'
import type { Endpoint, MeshFacts } from '#server/mesh/prediction/mesh-facts.ts'
import { planDelivery } from '#server/mesh/prediction/plan-delivery.ts'
import { sendRequest } from '#server/mesh/routing/http/send-request.ts'
import { buildProxyClient } from '#server/mesh/routing/proxy-client.ts'
import {
  type RoutedDestination,
  type RoutedRequest,
  routeRequest,
} from '#server/mesh/routing/route-request.ts'
import { routeConnection } from '#server/mesh/routing/tcp/route-connection.ts'
import type { HttpRequest, ProxyClient } from '#server/mesh/routing/types.ts'

/**
 * What the mesh makes of a demand as it is configured: by the route table of the client's proxy, the pods that are ready,
 * the TLS of both sides and the policies of the destination. Undefined where the core does not decide: for hosts that
 * nobody registered, and for what ztunnels carry to a waypoint, which follows what the waypoint does.
 */
export function planFlows(
  demand: Demand,
  requests: readonly RequestVariant[],
  facts: MeshFacts,
): readonly Flow[] | undefined {
  const { source, service } = demand
  if (service.namespace === 'unknown') return undefined
  if (isAmbient(demand, facts)) return planAmbient(demand, requests, facts)
  const client = source && facts.findClient(source)
  if (!client) return planWithoutProxy(demand, facts)
  if (demand.protocol === 'tcp') return planConnection(demand, client, facts)
  if (requests.length === 0) return undefined
  return gatherFlows(
    requests.flatMap(({ share, request, port }) => {
      const via = client.kind === 'gateway' ? 'gateway' : 'mesh'
      const routed = routeRequest(facts.routing, { client, via, port, request })
      return planRequest(demand, { routed, request, client, share }, facts)
    }),
  )
}

/** Through the waypoint of the service's namespace, which routes as a sidecar does; or from ztunnel to ztunnel. */
function planAmbient(
  demand: Demand,
  requests: readonly RequestVariant[],
  facts: MeshFacts,
): readonly Flow[] | undefined {
  const waypoint = facts.findWaypoint(demand.service.namespace)
  if (isThroughWaypoint(demand)) {
    const client = waypoint && buildProxyClient(waypoint)
    if (!client) return undefined
    return gatherFlows(
      requests.flatMap(({ share, request, port }) => {
        const routed = routeRequest(facts.routing, { client, via: 'mesh', port, request })
        return planRequest(demand, { routed, request, client, share, waypoint }, facts)
      }),
    )
  }
  const ends = [demand.source, ...demand.calls.map(({ destination }) => destination)]
  const touchesWaypoint = ends.some((end) => end && facts.findWorkload(end)?.role === 'waypoint')
  return demand.protocol === 'tcp' && !touchesWaypoint ? planWithoutProxy(demand, facts) : undefined
}

/** Whether a waypoint alone tells of the demand's requests. */
export function isThroughWaypoint({ protocol, calls }: Demand): boolean {
  return (
    protocol !== 'tcp' &&
    calls.every(({ reporters }) => reporters.length === 1 && reporters[0] === 'waypoint')
  )
}

function isAmbient(demand: Demand, facts: MeshFacts): boolean {
  const ends = [demand.source, ...demand.calls.map(({ destination }) => destination)]
  return ends.some((end) => end !== undefined && facts.findWorkload(end)?.mode === 'ambient')
}

/** A client without a proxy: the network spreads its connections over all ready pods, in plain text. */
function planWithoutProxy(demand: Demand, facts: MeshFacts): readonly Flow[] {
  const { service, port } = demand
  const endpoints = facts.listEndpoints(service.namespace, service.name, {})
  const target = facts.readTargetPort(service.namespace, service.name, port)
  return gatherFlows(
    spread(endpoints).flatMap(([endpoint, share]) =>
      planDelivery(
        { demand, service, endpoint, share, port: target, clientTls: 'none', request: readRequest(demand) },
        facts,
      ),
    ),
  )
}

interface Routed {
  readonly routed: RoutedRequest
  readonly request: HttpRequest
  readonly client: ProxyClient
  readonly share: number
  /** Where the client is one. */
  readonly waypoint?: Workload
}

function planRequest(demand: Demand, asked: Routed, facts: MeshFacts): Flow[] {
  const { routed, request, client, share, waypoint } = asked
  const sender = { request, client, ...(waypoint ? { waypoint } : {}) }
  const own = answerAlone(routed)
  if (own) return [{ share, service: nameUnrouted(demand, routed), security: 'none', answer: own }]
  const { fault } = routed
  const aborted = share * ((fault?.abortPercent ?? 0) / 100)
  const flows: Flow[] = []
  if (fault && aborted > 0) {
    const code = fault.abortHttpStatus === undefined ? '200' : String(fault.abortHttpStatus)
    flows.push({ share: aborted, service: demand.service, security: 'none', answer: { code, flags: 'FI' } })
  }
  const weights = listShares(routed.destinations)
  const send = (part: number, more: Partial<Flow>, destinations = weights): Flow[] =>
    destinations.flatMap(([destination, weight]) => {
      const sent = readSent(asked, destination)
      return planDestination(
        demand,
        { destination, share: part * weight, ...sender, request: sent },
        facts,
      ).map((flow) => (flow.answer ? flow : { ...flow, ...more }))
    })
  const waits: Partial<Flow> = {
    ...(routed.timeoutMs ? { timeoutMs: routed.timeoutMs } : {}),
    // What the mesh retries by default is in how a destination behaves already.
    ...(routed.retries && routed.route?.route.retries ? { retries: routed.retries } : {}),
  }
  const left = share - aborted
  const delayed = left * ((fault?.delayPercent ?? 0) / 100)
  if (fault?.delayMs && delayed > 0) {
    flows.push(...send(delayed, { ...waits, delayMs: fault.delayMs }), ...send(left - delayed, waits))
  } else flows.push(...send(left, waits))
  for (const mirror of routed.mirrors) {
    const sent = planDestination(
      demand,
      { destination: mirror, share: share * (mirror.percent / 100), ...sender },
      facts,
    )
    flows.push(...sent.filter(({ answer }) => !answer).map((flow): Flow => ({ ...flow, mirrored: true })))
  }
  return flows
}

/** What policies of the destination see of it; a waypoint's see it as it came, and ztunnel nothing. */
function readSent({ routed, request, waypoint }: Routed, { headers }: RoutedDestination): HttpRequest {
  return routed.route && !waypoint ? sendRequest(routed.route, headers, request).request : request
}

/** What the client's proxy answers without asking anybody. */
function answerAlone(routed: RoutedRequest): Flow['answer'] {
  switch (routed.outcome) {
    case 'route':
      return undefined
    case 'redirect':
      return { code: String(routed.redirect?.code ?? 301), flags: '-' }
    case 'https-redirect':
      return { code: '301', flags: '-' }
    case 'direct-response':
      return { code: String(routed.directResponse?.status ?? 200), flags: '-' }
    case 'passthrough':
      // Sent on to the address that the client looked up, which answers; telemetry names no workload there.
      return { code: '200', flags: '-' }
    case 'blackhole':
      return { code: '502', flags: '-' }
    case 'not-found':
      return { code: '404', flags: 'NR' }
    case 'no-http-listener':
      return { code: '0', flags: 'NR' }
  }
}

/** Requests that no cluster of a service takes are counted under Envoy's own two (istio.md, BlackHole and Passthrough). */
function nameUnrouted({ service }: Demand, { outcome }: RoutedRequest): ServiceRef {
  const cluster = { passthrough: 'PassthroughCluster', blackhole: 'BlackHoleCluster' }[String(outcome)]
  return cluster ? { host: service.host, name: cluster, namespace: 'unknown' } : service
}

function listShares(
  destinations: readonly RoutedDestination[],
): readonly (readonly [RoutedDestination, number])[] {
  const total = destinations.reduce((sum, { weight = 1 }) => sum + weight, 0)
  return destinations.map((destination) => [destination, total > 0 ? (destination.weight ?? 1) / total : 0])
}

interface Sent extends Pick<Routed, 'request' | 'client' | 'share' | 'waypoint'> {
  readonly destination: RoutedDestination
}

function planDestination(demand: Demand, sent: Sent, facts: MeshFacts): Flow[] {
  const { destination, share, request, client, waypoint } = sent
  const { service: found, cluster } = facts.routing.findCluster(client, destination)
  const named = nameService(demand, destination, found)
  if (destination.missing || !cluster) {
    const code = String(destination.missingStatus ?? 503)
    return [{ share, service: demand.service, security: 'none', answer: { code, flags: 'NC' } }]
  }
  if (found?.registry !== 'kubernetes') return [{ share, service: named, security: 'none' }]
  const endpoints = facts.listEndpoints(named.namespace, named.name, cluster.labels)
  if (endpoints.length === 0)
    return [{ share, service: named, security: 'none', answer: { code: '503', flags: 'UH' } }]
  const port = facts.readTargetPort(named.namespace, named.name, destination.port)
  const used = facts.keepHealthy(demand, endpoints, cluster.outlierDetection)
  return spread(used).flatMap(([endpoint, part]) =>
    planDelivery(
      {
        demand,
        service: named,
        endpoint,
        share: share * part,
        port,
        clientTls: cluster.tlsMode,
        request,
        ...(waypoint ? { waypoint } : {}),
      },
      facts,
    ),
  )
}

/** By pods: least requests over like pods comes to the same for each. */
function spread(endpoints: readonly Endpoint[]): readonly (readonly [Endpoint, number])[] {
  const pods = endpoints.reduce((sum, endpoint) => sum + endpoint.pods, 0)
  return endpoints.map((endpoint) => [endpoint, endpoint.pods / pods])
}

function nameService(
  demand: Demand,
  { host }: RoutedDestination,
  found: { readonly name: string; readonly namespace: string } | undefined,
): ServiceRef {
  if (host === demand.service.host || !found) return demand.service
  return { host, name: found.name, namespace: found.namespace }
}

function planConnection(demand: Demand, client: ProxyClient, facts: MeshFacts): readonly Flow[] {
  const { service, port } = demand
  const routed = routeConnection(facts.routing, {
    client,
    via: 'mesh',
    host: service.host,
    port,
  })
  if (routed.outcome !== 'route')
    return [{ share: 1, service, security: 'none', answer: { code: '0', flags: 'NR' } }]
  const request = readRequest(demand)
  return gatherFlows(
    listShares(routed.destinations).flatMap(([destination, share]) =>
      planDestination(demand, { destination, share, request, client }, facts),
    ),
  )
}
