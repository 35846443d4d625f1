import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import { findServiceWaypoint } from '#server/mesh/access/find-waypoint.ts'
import { followGateway } from '#server/mesh/access/follow-gateway.ts'
import {
  type AskedRequest,
  buildWay,
  listDistinct,
  listTargets,
  nameRule,
  type RoutedTarget,
  type RouteStart,
  type Way,
} from '#server/mesh/access/list-routed-targets.ts'
import type { Caller } from '#server/mesh/access/types.ts'
import type { Service } from '#server/mesh/objects/types.ts'
import { listCandidates } from '#server/mesh/prediction/request-candidates.ts'
import { buildProxyClient } from '#server/mesh/routing/proxy-client.ts'
import { routeRequest } from '#server/mesh/routing/route-request.ts'
import { isHttpOrSniffed, parseServicePortProtocol } from '#server/mesh/routing/services/protocol.ts'
import { routeConnection } from '#server/mesh/routing/tcp/route-connection.ts'
import type { HttpRequest, ProxyClient } from '#server/mesh/routing/types.ts'

/** What a caller asks a service for. */
export interface CalledService {
  readonly caller: Caller
  readonly service: Service
  /** Absent: any of the service's, which a gateway's routes may lead to. */
  readonly port?: number
  readonly request: AskedRequest
}

/** Of matches beyond these nothing is tried: a VirtualService may have thousands. */
const mostCandidates = 64

/**
 * Where VirtualServices and routes of the Gateway API send what a caller asks of a service: by the caller's own proxy, or
 * by the waypoint before an ambient service. What the question leaves open is tried as each match of the routes describes
 * it, so that every place is named to which such a request may go. A gateway calls nobody of itself: its routes are those
 * by which requests that come to it lead to the service.
 *
 * @returns undefined where no route but the service's own applies
 */
export function followRoutes(facts: AccessFacts, called: CalledService): readonly RoutedTarget[] | undefined {
  const { caller, service, port, request: asked } = called
  if (caller.kind === 'workload' && caller.workload.role === 'gateway')
    return followGateway(facts, { gateway: caller.workload, service, port, asked })
  const router = findRouter(facts, called)
  if (!router || port === undefined) return undefined
  const { client, from } = router
  const ways = listWays(facts, { ...called, port }, client)
  if (ways.every(isOwn)) return undefined
  return listDistinct(ways.flatMap((way) => listTargets(facts, { way, client, from, asked })))
}

/** Whose proxy reads the routes. */
function findRouter(
  { snapshot }: AccessFacts,
  { caller, service }: CalledService,
): { readonly client: ProxyClient; readonly from: RouteStart } | undefined {
  const { namespace, name } = service.metadata
  const called = { namespace, name }
  if (caller.kind !== 'workload') return undefined
  if (caller.workload.mode === 'ambient' && caller.workload.role !== 'waypoint') {
    const waypoint = findServiceWaypoint(snapshot, service.metadata)?.workload
    const client = waypoint && buildProxyClient(waypoint)
    return client && { client, from: { at: 'waypoint', called } }
  }
  const client = buildProxyClient(caller.workload)
  return client && { client, from: { at: 'client', called } }
}

/** The service's own route, or none that the proxy knows of, which the caller's own side tells. */
function isOwn({ rule, outcome }: Way): boolean {
  return rule === undefined && ['route', 'passthrough', 'blackhole'].includes(outcome)
}

type CalledPort = CalledService & { readonly port: number }

function listWays(facts: AccessFacts, called: CalledPort, client: ProxyClient): readonly Way[] {
  const { service, port } = called
  const { name, namespace } = service.metadata
  const host = `${name}.${namespace}.svc.cluster.local`
  const of = service.spec.ports.find((one) => one.port === port)
  if (of && !isHttpOrSniffed(parseServicePortProtocol(of))) {
    const routed = routeConnection(facts.routing, { client, via: 'mesh', host, port })
    const { virtualService, routeKind, routeIndex } = routed
    const rule = virtualService && nameRule(virtualService, `${routeKind}[${routeIndex}]`)
    return [{ rule, outcome: routed.outcome, destinations: routed.destinations }]
  }
  return listRequests(facts, called, host).map((request) =>
    buildWay(routeRequest(facts.routing, { client, via: 'mesh', port, request }), request),
  )
}

/** The request that is asked about, and where parts of it are open what the routes' matches ask for. */
function listRequests(
  { routing }: AccessFacts,
  { port, request: { method, path, host: said, headers } }: CalledPort,
  host: string,
): readonly HttpRequest[] {
  const plain: HttpRequest = {
    method: method ?? 'GET',
    scheme: 'http',
    path: path ?? '/',
    host: said ?? `${host}:${port}`,
    headers: headers ?? {},
  }
  if (method !== undefined && path !== undefined && headers !== undefined) return [plain]
  const requests = [plain]
  for (const virtualService of routing.indexes.virtualServices.all) {
    if (!virtualService.hosts.includes(host)) continue
    for (const candidate of listCandidates(virtualService, 'http')) {
      if (requests.length >= mostCandidates) return requests
      requests.push({
        ...plain,
        method: method ?? candidate.method,
        path: path ?? candidate.path,
        headers: headers ?? candidate.headers,
      })
    }
  }
  return requests
}
