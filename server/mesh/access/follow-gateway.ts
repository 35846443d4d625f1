import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import {
  type AskedRequest,
  buildWay,
  listDistinct,
  listTargets,
  nameRule,
  type RoutedTarget,
  type RouteStart,
  sumWeights,
  type Way,
} from '#server/mesh/access/list-routed-targets.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { Service } from '#server/mesh/objects/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import { listCandidates } from '#server/mesh/prediction/request-candidates.ts'
import { intersectHosts, listHostsFor } from '#server/mesh/routing/gateways/gateway-port.ts'
import { type GatewayServer, mergeGatewayServers } from '#server/mesh/routing/gateways/gateway-servers.ts'
import { isHostWithin, isWildcardHost, parseAuthorityHost } from '#server/mesh/routing/host-name.ts'
import { buildProxyClient } from '#server/mesh/routing/proxy-client.ts'
import { type RoutedDestination, routeRequest } from '#server/mesh/routing/route-request.ts'
import { isHttp } from '#server/mesh/routing/services/protocol.ts'
import { routeConnection } from '#server/mesh/routing/tcp/route-connection.ts'
import type { HttpRequest, ProxyClient } from '#server/mesh/routing/types.ts'
import type { L4Match } from '#server/mesh/routing/virtual-services/spec.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

interface GatewayCall {
  readonly gateway: Workload
  readonly service: Service
  /** Of the service; absent for any. */
  readonly port: number | undefined
  readonly asked: AskedRequest
}

/** Of matches and server names beyond these nothing is tried. */
const mostCandidates = 64
/** What else becomes of requests is told in so many words at most. */
const mostInstead = 5

/**
 * By which of its servers and routes a gateway sends requests to a service: each host and match that leads there, as far
 * as the question does not say them. What nothing leads to is refused, with what the gateway does instead where the
 * question says enough to tell.
 */
export function followGateway(facts: AccessFacts, call: GatewayCall): readonly RoutedTarget[] {
  const { gateway, service, port, asked } = call
  const { namespace, name } = service.metadata
  const from: RouteStart = { at: 'client', called: { namespace, name } }
  const client = buildProxyClient(gateway)
  if (!client) return []
  const host = `${name}.${namespace}.svc.cluster.local`
  const { servers } = mergeGatewayServers(facts.snapshot, client)
  const ways = servers.flatMap((server) => listServerWays(facts, { server, client, asked }))
  const leads = (one: RoutedDestination) => one.host === host && (port === undefined || one.port === port)
  // The question is about one service: shares of others are not answered for.
  const leading = ways.flatMap((way): Way[] => {
    const destinations = way.destinations.filter(leads)
    return destinations.length > 0 ? [{ ...way, destinations, total: sumWeights(way.destinations) }] : []
  })
  if (leading.length > 0)
    return listDistinct(leading.flatMap((way) => listTargets(facts, { way, client, from, asked })))
  const none: Reason = {
    code: 'access-route-gateway-none',
    params: { gateway: `${gateway.namespace}/${gateway.name}`, host },
  }
  const isPassing = servers.some(({ tlsMode }) => tlsMode === 'AUTO_PASSTHROUGH')
  const passing = isPassing ? [{ code: 'access-route-gateway-passes', params: {} }] : []
  const instead = asked.host === undefined ? [] : tellInstead(facts, { ways, client, from, asked })
  return [{ route: { ...from, subset: '', outcome: 'refuses', reasons: [none, ...passing, ...instead] } }]
}

/** What becomes of the requests all the same; many differ in nothing that is told. */
function tellInstead(
  facts: AccessFacts,
  { ways, ...more }: { ways: readonly Way[]; client: ProxyClient; from: RouteStart; asked: AskedRequest },
): readonly Reason[] {
  const told = ways.flatMap((way) =>
    listTargets(facts, { way, ...more }).flatMap(({ route }) => route.reasons),
  )
  return [...new Map(told.map((reason) => [JSON.stringify(reason), reason])).values()].slice(0, mostInstead)
}

interface ServerCall {
  readonly server: GatewayServer
  readonly client: ProxyClient
  readonly asked: AskedRequest
}

function listServerWays(facts: AccessFacts, call: ServerCall): readonly Way[] {
  const { server, client, asked } = call
  const bound = facts.routing.indexes.virtualServices.listBound(server.gateway, client.namespace)
  const isPassing = server.tlsMode === 'PASSTHROUGH' || server.tlsMode === 'AUTO_PASSTHROUGH'
  const readsHttp = isHttp(server.protocol) || (server.protocol === 'https' && !isPassing)
  if (!readsHttp) return listConnections(facts, call, bound)
  const { port } = server
  const scheme = isHttp(server.protocol) ? 'http' : 'https'
  return listDoors(server, bound, asked).flatMap(({ host, isExact, http }) => {
    const arrives = [tell('arrives', { host, port })]
    const known = asked.host === undefined && isExact ? { ...asked, host } : asked
    return listRequests(http, { host, scheme }, asked).map((request): Way => {
      const way = buildWay(routeRequest(facts.routing, { client, via: 'gateway', port, request }), request)
      return { ...way, arrives, ...(known === asked ? {} : { known }) }
    })
  })
}

interface Door {
  readonly host: string
  readonly isExact: boolean
  readonly http: RoutingVirtualService['http']
}

/** The hosts that a server has routes for: the one that is asked about, else each that is bound to it. */
function listDoors(
  server: GatewayServer,
  bound: readonly RoutingVirtualService[],
  { host: said }: AskedRequest,
): readonly Door[] {
  const all = bound.flatMap(({ hosts, metadata, http }) =>
    intersectHosts(listHostsFor(server, metadata.namespace), hosts).map((host) => ({ host, http })),
  )
  if (said !== undefined) {
    const name = parseAuthorityHost(said)
    const http = all.filter(({ host }) => isHostWithin(name, host)).flatMap((one) => one.http)
    return [{ host: said, isExact: true, http }]
  }
  return [...Map.groupBy(all, ({ host }) => host)].map(([host, some]) => ({
    host,
    isExact: !isWildcardHost(host),
    http: some.flatMap((one) => one.http),
  }))
}

/** The request that is asked about, and where parts of it are open what the routes' matches ask for. */
function listRequests(
  http: Door['http'],
  { host, scheme }: Pick<HttpRequest, 'host' | 'scheme'>,
  { method, path, headers }: AskedRequest,
): readonly HttpRequest[] {
  const hosts = [host]
  const isWhole = method !== undefined && path !== undefined && headers !== undefined
  const requests: HttpRequest[] = []
  for (const candidate of isWhole ? [] : listCandidates({ hosts, http }, scheme)) {
    if (requests.length >= mostCandidates) break
    requests.push({
      ...candidate,
      method: method ?? candidate.method,
      path: path ?? candidate.path,
      headers: headers ?? candidate.headers,
    })
  }
  const [first] = listCandidates({ hosts, http: [{}] }, scheme)
  const plain = { method: method ?? 'GET', path: path ?? '/', headers: headers ?? {} }
  return [...requests, ...(first ? [{ ...first, ...plain }] : [])]
}

/** Connections that are not read as HTTP are routed by server name, or all alike. */
function listConnections(
  facts: AccessFacts,
  { server, client, asked }: ServerCall,
  bound: readonly RoutingVirtualService[],
): readonly Way[] {
  const { port } = server
  const named = bound.flatMap(({ tls }) => tls.flatMap(({ match }) => (match ?? []).flatMap(listNames)))
  const names = asked.host === undefined ? [...new Set(named)] : [parseAuthorityHost(asked.host)]
  const all = names.length > 0 ? names : [undefined]
  return all.slice(0, mostCandidates).map((sni): Way => {
    const question = { client, via: 'gateway' as const, port, ...(sni === undefined ? {} : { sni }) }
    const { virtualService, routeKind, routeIndex, ...routed } = routeConnection(facts.routing, question)
    return {
      rule: virtualService && nameRule(virtualService, `${routeKind}[${routeIndex}]`),
      outcome: routed.outcome,
      destinations: routed.destinations,
      arrives: [
        tell('arrives-connection', { named: sni === undefined ? 'no' : 'yes', sni: sni ?? '', port }),
      ],
    }
  })
}

const listNames = ({ sniHosts = [] }: L4Match): readonly string[] =>
  sniHosts.map((name) => name.replace(/^\*/, 'www'))

function tell(what: string, params: Reason['params']): Reason {
  return { code: `access-route-${what}`, params }
}
