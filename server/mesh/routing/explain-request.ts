import type { RuleTier } from '#server/mesh/routing/destination-rules/destination-rule-index.ts'
import type { MissingCluster } from '#server/mesh/routing/destination-rules/find-cluster.ts'
import { explainUnused, type UnusedVirtualService } from '#server/mesh/routing/explain-unused.ts'
import { parseAuthorityHost } from '#server/mesh/routing/host-name.ts'
import { parseRequest } from '#server/mesh/routing/http/match-request.ts'
import type { ProxyRoute } from '#server/mesh/routing/http/translate-routes.ts'
import type { VirtualHost } from '#server/mesh/routing/http/virtual-host.ts'
import {
  type RequestQuestion,
  type RoutedDestination,
  type RoutedRequest,
  type RouteOutcome,
  routeRequest,
} from '#server/mesh/routing/route-request.ts'
import type { Routing } from '#server/mesh/routing/routing.ts'
import type { DelegateFault } from '#server/mesh/routing/virtual-services/merge-delegates.ts'

/** An object of the mesh by its kind's namespace and name. */
export interface ObjectName {
  readonly namespace: string
  readonly name: string
}

/** One link of the chain from a request to an endpoint, in the order in which a proxy follows it. */
export type RequestStep =
  /** What the proxy is told at all: by a Sidecar object, or by default everything exported to it. */
  | { readonly code: 'scope'; readonly sidecar?: ObjectName; readonly isGateway: boolean }
  /** The Gateways whose servers share the port. */
  | { readonly code: 'gateways'; readonly gateways: readonly string[] }
  /** Who answers for the authority; `service` when it is a name of one. */
  | { readonly code: 'host'; readonly domain: string; readonly service?: ObjectName }
  | { readonly code: 'host-unknown'; readonly host: string; readonly policy: string }
  /** Whose routes hold; none means the service's default route. Of several (a gateway's) the routes follow each other. */
  | { readonly code: 'virtual-services'; readonly names: readonly ObjectName[] }
  /** A VirtualService that names the host and is not used here, and why. */
  | ({ readonly code: 'unused' } & UnusedVirtualService)
  | ({ readonly code: 'delegate'; readonly root: ObjectName } & { readonly fault: DelegateFault })
  /** A route that the request does not pass, and the field it fails. */
  | ({ readonly code: 'route-passed-over'; readonly field: string } & RoutePlace)
  | ({ readonly code: 'route' } & RoutePlace)
  | { readonly code: 'default-route' }
  | { readonly code: 'no-route' }
  /** Where the request goes, which DestinationRules shape it, and what keeps the proxy from having a cluster. */
  | ({ readonly code: 'destination' } & ExplainedDestination)
  | { readonly code: 'outcome'; readonly outcome: RouteOutcome }

export interface RoutePlace {
  readonly virtualService: ObjectName
  /** Of the http route, counted from 0, delegates' put in place. */
  readonly routeIndex: number
  readonly matchIndex?: number
  readonly name: string
}

export interface ExplainedDestination extends RoutedDestination {
  /** Merged in this order; the first is the base. */
  readonly rules: readonly ObjectName[]
  /** Where the rules were found: the client's namespace, the service's, the root namespace. */
  readonly tier?: RuleTier
  readonly missing?: MissingCluster
}

export interface ExplainedRequest {
  readonly routed: RoutedRequest
  readonly steps: readonly RequestStep[]
}

/** The answer of `routeRequest` with the chain of reasons that leads to it. */
export function explainRequest(routing: Routing, question: RequestQuestion): ExplainedRequest {
  const routed = routeRequest(routing, question)
  return {
    routed,
    steps: [
      ...explainScope(routing, question),
      ...explainHost(routing, question, routed.virtualHost),
      ...explainUnused(routing, question, routed.virtualHost).map((one) => ({
        code: 'unused' as const,
        ...one,
      })),
      ...(routed.virtualHost ? explainRoutes(question, routed.virtualHost, routed) : []),
      ...routed.destinations.map((one) => explainDestination(routing, question, one)),
      { code: 'outcome', outcome: routed.outcome },
    ],
  }
}

function explainScope(routing: Routing, { client, port, request, via }: RequestQuestion): RequestStep[] {
  const { sidecar, kind } = routing.findScope(client)
  const scope: RequestStep = {
    code: 'scope',
    isGateway: kind === 'gateway',
    ...(sidecar ? { sidecar: nameOf(sidecar) } : {}),
  }
  if (via === 'mesh') return [scope]
  const servers = routing.findGatewayPort(client, port, parseAuthorityHost(request.host))?.servers ?? []
  return [scope, { code: 'gateways', gateways: [...new Set(servers.map(({ gateway }) => gateway))] }]
}

function explainHost(
  routing: Routing,
  { client, request }: RequestQuestion,
  virtualHost: VirtualHost | undefined,
): RequestStep[] {
  if (!virtualHost) {
    const policy = routing.findScope(client).outboundTrafficPolicy
    return [{ code: 'host-unknown', host: request.host, policy }]
  }
  const { domain, service, virtualServices } = virtualHost
  const faults = virtualServices.flatMap((one) =>
    one.faults.map((fault): RequestStep => ({ code: 'delegate', root: nameOf(one), fault })),
  )
  return [
    {
      code: 'host',
      domain,
      ...(service ? { service: { namespace: service.namespace, name: service.name } } : {}),
    },
    { code: 'virtual-services', names: virtualServices.map(nameOf) },
    ...faults,
  ]
}

function explainRoutes(
  question: RequestQuestion,
  virtualHost: VirtualHost,
  routed: RoutedRequest,
): RequestStep[] {
  if (routed.outcome === 'https-redirect') return []
  if (virtualHost.virtualServices.length === 0) return [{ code: 'default-route' }]
  const request = parseRequest(question.request)
  const steps: RequestStep[] = []
  for (const route of virtualHost.routes) {
    const field = route.matcher.findFailure(request)
    if (field === undefined) return [...steps, { code: 'route', ...placeOf(route) }]
    steps.push({ code: 'route-passed-over', field, ...placeOf(route) })
  }
  return [...steps, { code: 'no-route' }]
}

function explainDestination(
  routing: Routing,
  { client }: RequestQuestion,
  destination: RoutedDestination,
): RequestStep {
  const { rule, choice } = routing.findCluster(client, destination)
  return {
    code: 'destination',
    ...destination,
    rules: rule?.from ?? [],
    ...(rule && choice ? { tier: choice.tier } : {}),
  }
}

function placeOf({ virtualService, routeIndex, matchIndex, name }: ProxyRoute): RoutePlace {
  return {
    virtualService: nameOf(virtualService),
    routeIndex,
    ...(matchIndex === undefined ? {} : { matchIndex }),
    name,
  }
}

function nameOf({ metadata }: { readonly metadata: ObjectName }): ObjectName {
  return { namespace: metadata.namespace, name: metadata.name }
}
