import { doHostsOverlap } from '#server/mesh/routing/host-name.ts'
import { findListener } from '#server/mesh/routing/http/mesh-port.ts'
import { chooseDestination } from '#server/mesh/routing/http/route-action.ts'
import type { RoutedDestination } from '#server/mesh/routing/route-request.ts'
import type { Routing } from '#server/mesh/routing/routing.ts'
import { indexByPort } from '#server/mesh/routing/services/port-registry.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'
import { listNamedHosts } from '#server/mesh/routing/services/service-domains.ts'
import {
  type Connection,
  isInSubnets,
  isMeantForClient,
  rankSni,
} from '#server/mesh/routing/tcp/match-connection.ts'
import { routeThroughGateway } from '#server/mesh/routing/tcp/route-through-gateway.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'
import type { L4Match, L4Route } from '#server/mesh/routing/virtual-services/spec.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

export interface ConnectionQuestion extends Connection {
  readonly client: ProxyClient
  readonly via: 'mesh' | 'gateway'
  /** The service that is called, by any of its names; a gateway does not ask for it. */
  readonly host?: string
  /** The service's port, or the gateway server's. */
  readonly port: number
}

/** What a proxy does with a connection whose bytes it does not read as HTTP. */
export interface RoutedConnection {
  readonly outcome:
    | 'route'
    /** Sent on unchanged: nobody registered the address, or the service's routes ask for other server names. */
    | 'passthrough'
    /** Closed: the same, and the policy forbids. */
    | 'blackhole'
    /** Closed: no route of a gateway is for it. */
    | 'no-match'
    /** Refused: no server of a Gateway for such connections has the port. */
    | 'no-listener'
  /** Absent for a service's default route. */
  readonly virtualService?: RoutingVirtualService
  readonly routeKind?: 'tcp' | 'tls'
  /** Among the VirtualService's routes of the kind. */
  readonly routeIndex?: number
  readonly destinations: readonly RoutedDestination[]
}

/** A route that a connection takes, before its destinations are looked up. */
export interface ChosenL4Route {
  readonly virtualService: RoutingVirtualService
  readonly routeKind: 'tcp' | 'tls'
  readonly routeIndex: number
  readonly route: L4Route
}

/** Answers as the listeners of the client's proxy would (istio `pilot/pkg/networking/core/tls.go`). */
export function routeConnection(routing: Routing, question: ConnectionQuestion): RoutedConnection {
  if (question.via === 'gateway') {
    const chosen = routeThroughGateway(routing, question)
    return typeof chosen === 'string'
      ? { outcome: chosen, destinations: [] }
      : follow(routing, question, chosen)
  }
  const { client, port, host = question.sni ?? '' } = question
  const scope = routing.findScope(client)
  const listener = findListener(scope, port)
  const service = listener && findService(listener.services, host, client.namespace, port)
  const isOpen = scope.outboundTrafficPolicy !== 'REGISTRY_ONLY'
  const unknown: RoutedConnection = { outcome: isOpen ? 'passthrough' : 'blackhole', destinations: [] }
  if (!listener || !service) return unknown
  const bound = listener.virtualServices.filter(({ hosts }) =>
    hosts.some((one) => doHostsOverlap(one, service.host)),
  )
  const protocol = service.ports.find(({ number }) => number === port)?.protocol
  const isTls = protocol === 'https' || protocol === 'tls'
  const chosen = isTls ? chooseTlsRoute(bound, question) : chooseTcpRoute(bound, question)
  if (chosen === 'no-match') return unknown
  return chosen ? follow(routing, question, chosen) : followDefault(routing, question, service)
}

function findService(
  services: readonly RoutingService[],
  name: string,
  clientNamespace: string,
  port: number,
): RoutingService | undefined {
  const { byHost } = indexByPort(services, port)
  for (const host of listNamedHosts(name.toLowerCase(), clientNamespace)) {
    const service = byHost.get(host)
    if (service) return service
  }
  return undefined
}

/** The first route without matches, or with one that asks for no subnet; routes by subnet go before what follows them. */
function chooseTcpRoute(
  bound: readonly RoutingVirtualService[],
  { client, port, destinationIp }: ConnectionQuestion,
): ChosenL4Route | undefined {
  const passes = (match: L4Match) => {
    if (!isMeantForClient(match, client, port)) return false
    return !match.destinationSubnets?.length || isInSubnets(match.destinationSubnets, destinationIp)
  }
  for (const virtualService of bound) {
    for (const [routeIndex, route] of virtualService.tcp.entries()) {
      if (!route.route?.length) continue
      if (!route.match?.length || route.match.some(passes)) {
        return { virtualService, routeKind: 'tcp', routeIndex, route }
      }
    }
  }
  return undefined
}

/** The closest server name wins, of equal ones the first. Once any route is for the client, other names are unknown. */
function chooseTlsRoute(
  bound: readonly RoutingVirtualService[],
  { client, port, sni, destinationIp }: ConnectionQuestion,
): ChosenL4Route | 'no-match' | undefined {
  let best: ChosenL4Route | undefined
  let bestRank = 0
  let isAnyMeant = false
  for (const virtualService of bound) {
    for (const [routeIndex, route] of virtualService.tls.entries()) {
      if (!route.route?.length) continue
      for (const match of route.match ?? []) {
        if (!isMeantForClient(match, client, port)) continue
        isAnyMeant = true
        if (match.destinationSubnets?.length && !isInSubnets(match.destinationSubnets, destinationIp))
          continue
        const rank = rankSni(match.sniHosts ?? [], sni)
        if (rank <= bestRank) continue
        bestRank = rank
        best = { virtualService, routeKind: 'tls', routeIndex, route }
      }
    }
  }
  return best ?? (isAnyMeant ? 'no-match' : undefined)
}

function follow(
  routing: Routing,
  { client, port }: ConnectionQuestion,
  { route, ...chosen }: ChosenL4Route,
): RoutedConnection {
  const scope = routing.findScope(client)
  const weighted = route.route ?? []
  const used = weighted.length === 1 ? weighted : weighted.filter(({ weight }) => (weight ?? 0) > 0)
  return {
    outcome: 'route',
    ...chosen,
    destinations: used.map(({ destination, weight }) => {
      const to = chooseDestination(destination ?? {}, port, (host) => scope.services.get(host))
      const { missing } = routing.findCluster(client, to)
      return {
        ...to,
        ...(weighted.length > 1 && weight ? { weight } : {}),
        ...(missing ? { missing, missingStatus: 503 as const } : {}),
      }
    }),
  }
}

function followDefault(
  routing: Routing,
  { client, port }: ConnectionQuestion,
  { host }: RoutingService,
): RoutedConnection {
  const to = { host, port, subset: '' }
  const { missing } = routing.findCluster(client, to)
  return { outcome: 'route', destinations: [{ ...to, ...(missing ? { missing, missingStatus: 503 } : {}) }] }
}
