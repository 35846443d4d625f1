import type { MissingCluster } from '#server/mesh/routing/destination-rules/find-cluster.ts'
import { parseAuthorityHost } from '#server/mesh/routing/host-name.ts'
import { createFindRouteService } from '#server/mesh/routing/http/find-route-service.ts'
import { parseRequest } from '#server/mesh/routing/http/match-request.ts'
import {
  type ChosenDestination,
  chooseDestination,
  type Fault,
  listMirrors,
  listWeighted,
  type Redirect,
  type RetryPolicy,
  type Rewrite,
  readFault,
  readRedirect,
  readRetries,
  readRewrite,
  readTimeoutMs,
} from '#server/mesh/routing/http/route-action.ts'
import type { ProxyRoute } from '#server/mesh/routing/http/translate-routes.ts'
import type { VirtualHost } from '#server/mesh/routing/http/virtual-host.ts'
import type { Routing } from '#server/mesh/routing/routing.ts'
import type { HttpRequest, ProxyClient } from '#server/mesh/routing/types.ts'
import type { Destination, HeaderChanges } from '#server/mesh/routing/virtual-services/spec.ts'

export interface RequestQuestion {
  readonly client: ProxyClient
  /** `mesh`: a sidecar's call of a service port; `gateway`: a request that reaches a gateway's server port. */
  readonly via: 'mesh' | 'gateway'
  readonly port: number
  readonly request: HttpRequest
}

export type RouteOutcome =
  | 'route'
  | 'redirect'
  | 'direct-response'
  /** 404: somebody answers for the host, but no route of theirs passes. */
  | 'not-found'
  /** Sent on unchanged to an address that nobody registered. */
  | 'passthrough'
  /** 502: nobody registered it and the policy forbids. */
  | 'blackhole'
  /** 301 to https. */
  | 'https-redirect'
  | 'no-http-listener'

export interface RoutedDestination extends ChosenDestination {
  /** Relative; absent for a single destination. */
  readonly weight?: number
  /** Undefined: the proxy has a cluster for it. */
  readonly missing?: MissingCluster
  /** What a request answers where the cluster is missing: 500 for routes of the Gateway API. */
  readonly missingStatus?: 500 | 503
  /** What the route changes for this destination alone. */
  readonly headers?: HeaderChanges
}

/** What a client's proxy does with a request. Fields that an outcome does not have are absent. */
export interface RoutedRequest {
  readonly outcome: RouteOutcome
  readonly virtualHost?: VirtualHost
  /** Absent for a service's default route. */
  readonly route?: ProxyRoute
  /** The name of Envoy's route: of the http route, `default`, `allow_any`, `block_all`; null for none. */
  readonly routeName: string | null
  readonly destinations: readonly RoutedDestination[]
  readonly mirrors: readonly (RoutedDestination & { readonly percent: number })[]
  readonly redirect?: Redirect
  readonly directResponse?: { readonly status: number; readonly body: string }
  readonly fault?: Fault
  /** Absent: none. */
  readonly timeoutMs?: number
  /** Absent: the proxy does not retry. */
  readonly retries?: RetryPolicy
  readonly rewrite?: Rewrite
}

/** Answers as Istio's route table of the client's proxy would, matched as Envoy matches. */
export function routeRequest(routing: Routing, question: RequestQuestion): RoutedRequest {
  const { client, via, port, request } = question
  const host = parseAuthorityHost(request.host)
  if (via === 'gateway') {
    const gatewayPort = routing.findGatewayPort(client, port, host)
    if (!gatewayPort) return without('no-http-listener')
    const virtualHost = gatewayPort.findVirtualHost(host)
    if (!virtualHost) return without('not-found')
    if (virtualHost.isHttpsOnly && request.scheme !== 'https')
      return { ...without('https-redirect'), virtualHost }
    return routeWithin(routing, question, virtualHost)
  }
  const virtualHost = routing.findMeshPort(client, port)?.findVirtualHost(host)
  return virtualHost ? routeWithin(routing, question, virtualHost) : routeUnknown(routing, client)
}

function without(outcome: RouteOutcome, routeName: string | null = null): RoutedRequest {
  return { outcome, routeName, destinations: [], mirrors: [] }
}

/** A host that the proxy does not know (istio `pilot/pkg/networking/core/httproute.go`, buildCatchAllVirtualHost). */
function routeUnknown(routing: Routing, client: ProxyClient): RoutedRequest {
  switch (routing.findScope(client).outboundTrafficPolicy) {
    case 'REGISTRY_ONLY':
      return { ...without('blackhole', 'block_all'), directResponse: { status: 502, body: '' } }
    case 'ALLOW_ANY_DYNAMIC_DNS':
      return without('passthrough', 'allow_any_dynamic_dns')
    default:
      return without('passthrough', 'allow_any')
  }
}

function routeWithin(routing: Routing, question: RequestQuestion, virtualHost: VirtualHost): RoutedRequest {
  const { client, port } = question
  const { service } = virtualHost
  if (service && virtualHost.virtualServices.length === 0) {
    const retries = readRetries({}, routing.indexes.meshConfig.defaultHttpRetryAttempts)
    return {
      ...without('route', 'default'),
      virtualHost,
      destinations: [withCluster(routing, client, { host: service.host, port, subset: '' })],
      ...(retries ? { retries } : {}),
    }
  }
  const request = parseRequest(question.request)
  const route = virtualHost.routes.find(({ matcher }) => matcher.findFailure(request) === undefined)
  if (!route) return { ...without('not-found'), virtualHost }
  return { ...actOn(routing, question, route), virtualHost, route, routeName: route.name }
}

function actOn(routing: Routing, question: RequestQuestion, proxyRoute: ProxyRoute): RoutedRequest {
  const { client, port } = question
  const { route } = proxyRoute
  const fault = readFault(route.fault)
  const shared = fault ? { fault } : {}
  if (route.redirect) {
    const redirect = readRedirect(route.redirect, port, proxyRoute.isTls === true)
    return { ...without('redirect'), ...shared, redirect }
  }
  if (route.directResponse) {
    const { status = 0, body } = route.directResponse
    return { ...without('direct-response'), ...shared, directResponse: { status, body: readBody(body) } }
  }
  const findService = createFindRouteService(routing, question, proxyRoute.virtualService)
  const resolve = (destination: Destination) =>
    withCluster(
      routing,
      client,
      chooseDestination(destination, port, findService),
      proxyRoute.virtualService.hasGatewaySemantics ? 500 : 503,
    )
  const timeoutMs = readTimeoutMs(route)
  const retries = readRetries(route, routing.indexes.meshConfig.defaultHttpRetryAttempts)
  const rewrite = readRewrite(proxyRoute)
  return {
    ...without('route'),
    ...shared,
    destinations: listWeighted(route).map(({ destination, ...more }) => ({
      ...resolve(destination),
      ...more,
    })),
    mirrors: listMirrors(route).map(({ destination, percent }) => ({ ...resolve(destination), percent })),
    ...(timeoutMs ? { timeoutMs } : {}),
    ...(retries ? { retries } : {}),
    ...(rewrite ? { rewrite } : {}),
  }
}

function readBody(body: { readonly string?: string; readonly bytes?: string } | undefined): string {
  return body?.string ?? body?.bytes ?? ''
}

function withCluster(
  routing: Routing,
  client: ProxyClient,
  chosen: ChosenDestination,
  missingStatus: 500 | 503 = 503,
): RoutedDestination {
  const { missing } = routing.findCluster(client, chosen)
  return missing ? { ...chosen, missing, missingStatus } : chosen
}
