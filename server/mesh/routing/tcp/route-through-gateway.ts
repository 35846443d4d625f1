import { type GatewayServer, mergeGatewayServers } from '#server/mesh/routing/gateways/gateway-servers.ts'
import { doHostsOverlap } from '#server/mesh/routing/host-name.ts'
import type { Routing } from '#server/mesh/routing/routing.ts'
import { isHttp } from '#server/mesh/routing/services/protocol.ts'
import { isMeantForServer, rankSni } from '#server/mesh/routing/tcp/match-connection.ts'
import type { ChosenL4Route, ConnectionQuestion } from '#server/mesh/routing/tcp/route-connection.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/**
 * The route of a connection that a gateway does not read as HTTP: TCP routes behind plain servers and those that end
 * TLS, TLS routes behind those that pass it through
 * (istio `pilot/pkg/networking/core/gateway.go`, buildGatewayNetworkFiltersFromTCPRoutes and …FromTLSRoutes).
 */
export function routeThroughGateway(
  routing: Routing,
  { client, port, sni }: ConnectionQuestion,
): ChosenL4Route | 'no-match' | 'no-listener' {
  const { servers } = mergeGatewayServers(routing.indexes.snapshot, client)
  const onPort = servers.filter((server) => server.port === port && !readsHttp(server))
  if (onPort.length === 0) return 'no-listener'
  let best: ChosenL4Route | undefined
  let bestRank = -1
  for (const server of onPort) {
    const bound = routing.indexes.virtualServices
      .listBound(server.gateway, client.namespace)
      .filter((one) => servesHostsOf(server, one))
    const [chosen, rank] = isPassThrough(server)
      ? chooseByServerName(bound, server, sni)
      : [chooseTcpRoute(bound, server), rankServer(server, sni)]
    if (!chosen || rank <= bestRank) continue
    best = chosen
    bestRank = rank
  }
  return best ?? 'no-match'
}

function readsHttp(server: GatewayServer): boolean {
  return isHttp(server.protocol) || (server.protocol === 'https' && !isPassThrough(server))
}

function isPassThrough({ tlsMode }: GatewayServer): boolean {
  return tlsMode === 'PASSTHROUGH' || tlsMode === 'AUTO_PASSTHROUGH'
}

/** A plain server takes every connection, one that ends TLS those for its hosts; -1 is none. */
function rankServer({ tlsMode, hosts }: GatewayServer, sni: string | undefined): number {
  if (tlsMode === undefined) return 0
  return (
    rankSni(
      hosts.map((host) => host.slice(host.indexOf('/') + 1)),
      sni,
    ) || -1
  )
}

/** pickMatchingGatewayHosts, ibid. */
function servesHostsOf({ hosts }: GatewayServer, { hosts: own, metadata }: RoutingVirtualService): boolean {
  return hosts.some((host) => {
    const slash = host.indexOf('/')
    if (slash >= 0 && host.slice(0, slash) !== metadata.namespace) return false
    return own.some((one) => doHostsOverlap(host.slice(slash + 1), one))
  })
}

function chooseTcpRoute(
  bound: readonly RoutingVirtualService[],
  { gateway, port }: GatewayServer,
): ChosenL4Route | undefined {
  for (const virtualService of bound) {
    for (const [routeIndex, route] of virtualService.tcp.entries()) {
      const passes =
        !route.match?.length || route.match.some((match) => isMeantForServer(match, gateway, port))
      if (passes && route.route?.length) return { virtualService, routeKind: 'tcp', routeIndex, route }
    }
  }
  return undefined
}

function chooseByServerName(
  bound: readonly RoutingVirtualService[],
  { gateway, port }: GatewayServer,
  sni: string | undefined,
): [ChosenL4Route | undefined, number] {
  let best: ChosenL4Route | undefined
  let bestRank = 0
  for (const virtualService of bound) {
    for (const [routeIndex, route] of virtualService.tls.entries()) {
      if (!route.route?.length) continue
      for (const match of route.match ?? []) {
        const rank = isMeantForServer(match, gateway, port) ? rankSni(match.sniHosts ?? [], sni) : 0
        if (rank <= bestRank) continue
        bestRank = rank
        best = { virtualService, routeKind: 'tls', routeIndex, route }
      }
    }
  }
  return [best, bestRank]
}
