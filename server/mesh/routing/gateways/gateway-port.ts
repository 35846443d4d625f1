import { type GatewayServer, mergeGatewayServers } from '#server/mesh/routing/gateways/gateway-servers.ts'
import { isHostWithin, isWildcardHost } from '#server/mesh/routing/host-name.ts'
import { type ProxyRoute, translateRoutes } from '#server/mesh/routing/http/translate-routes.ts'
import { findDomain, type VirtualHost } from '#server/mesh/routing/http/virtual-host.ts'
import type { RoutingIndexes } from '#server/mesh/routing/routing-indexes.ts'
import { isHttp } from '#server/mesh/routing/services/protocol.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/** The HTTP servers of one gateway proxy that share virtual hosts. */
export interface GatewayPort {
  readonly servers: readonly GatewayServer[]
  findVirtualHost(host: string): VirtualHost | undefined
}

interface HostRoutes {
  readonly virtualServices: RoutingVirtualService[]
  readonly routes: ProxyRoute[]
  isHttpsOnly: boolean
}

/**
 * What a gateway proxy serves as HTTP on a port of its Gateways; undefined when no server that is accepted does.
 * Of several HTTPS servers on one port the one with the most specific host answers, as SNI chooses.
 */
export function buildGatewayPort(
  indexes: RoutingIndexes,
  client: ProxyClient,
  port: number,
  host: string,
): GatewayPort | undefined {
  const { servers } = mergeGatewayServers(indexes.snapshot, client)
  const onPort = servers.filter((server) => server.port === port && isHttpServer(server))
  const chosen = onPort.find(({ protocol }) => isHttp(protocol)) ?? chooseBySni(onPort, host)
  if (!chosen) return undefined
  const sharing = servers.filter(({ routeName }) => routeName === chosen.routeName)
  const exact = new Map<string, HostRoutes>()
  const wildcards = new Map<string, HostRoutes>()
  for (const server of sharing) addServer(indexes, client, server, exact, wildcards)
  return {
    servers: sharing,
    findVirtualHost: (name) => {
      const found = findDomain({ exact, wildcards }, name)
      if (!found) return undefined
      const { virtualServices, routes, isHttpsOnly } = found.entry
      return {
        domain: found.domain,
        virtualServices,
        routes: sortCatchAllsLast(routes),
        ignored: [],
        ...(isHttpsOnly ? { isHttpsOnly } : {}),
      }
    },
  }
}

/** Plain HTTP, or HTTPS that ends here (istio `pkg/config/gateway/gateway.go`, IsHTTPServer). */
function isHttpServer({ protocol, tlsMode }: GatewayServer): boolean {
  const isPassThrough = tlsMode === 'PASSTHROUGH' || tlsMode === 'AUTO_PASSTHROUGH'
  return isHttp(protocol) || (protocol === 'https' && !isPassThrough)
}

function chooseBySni(servers: readonly GatewayServer[], host: string): GatewayServer | undefined {
  const names = (server: GatewayServer) =>
    server.hosts.map((one) => one.slice(one.indexOf('/') + 1).toLowerCase())
  const best = servers
    .flatMap((server) =>
      names(server).flatMap((name) => (isHostWithin(host, name) ? [{ server, name }] : [])),
    )
    .toSorted(
      (a, b) =>
        Number(isWildcardHost(a.name)) - Number(isWildcardHost(b.name)) || b.name.length - a.name.length,
    )
  return best[0]?.server
}

/**
 * Adds the routes of all VirtualServices bound to a server's Gateway for the hosts that both name: routes of one host
 * are put one after another, oldest VirtualService first (istio `pilot/pkg/networking/core/gateway.go`,
 * buildGatewayHTTPRouteConfig).
 */
function addServer(
  indexes: RoutingIndexes,
  client: ProxyClient,
  server: GatewayServer,
  exact: Map<string, HostRoutes>,
  wildcards: Map<string, HostRoutes>,
): void {
  const hostRoutesOf = (written: string) => {
    const host = written.toLowerCase()
    const hosts = isWildcardHost(host) ? wildcards : exact
    const known = hosts.get(host) ?? { virtualServices: [], routes: [], isHttpsOnly: false }
    hosts.set(host, known)
    return known
  }
  for (const one of indexes.virtualServices.listBound(server.gateway, client.namespace)) {
    const hosts = intersectHosts(listHostsFor(server, one.metadata.namespace), one.hosts)
    const routes =
      hosts.length > 0
        ? translateRoutes(one, client, server.port, server.gateway, server.tlsMode !== undefined)
        : []
    if (routes.length === 0) continue
    for (const host of hosts) {
      const known = hostRoutesOf(host)
      known.virtualServices.push(one)
      known.routes.push(...routes)
      known.isHttpsOnly ||= server.isHttpsRedirect
    }
  }
  if (server.isHttpsRedirect) for (const host of server.hosts) hostRoutesOf(host).isHttpsOnly = true
}

/** `namespace/host` counts for VirtualServices of that namespace alone (NamesForNamespace, istio `pkg/config/host/names.go`). */
export function listHostsFor({ hosts }: GatewayServer, namespace: string): string[] {
  return hosts.flatMap((host) => {
    const slash = host.indexOf('/')
    if (slash < 0) return [host]
    const of = host.slice(0, slash)
    return of === namespace || of === '*' ? [host.slice(slash + 1)] : []
  })
}

/** The narrower of each pair of hosts of which one is within the other (Intersection, ibid.). */
export function intersectHosts(some: readonly string[], others: readonly string[]): string[] {
  const common = new Set<string>()
  for (const one of some) {
    for (const other of others) {
      if (isHostWithin(one, other)) common.add(one)
      else if (isHostWithin(other, one)) common.add(other)
    }
  }
  return [...common]
}

/** Routes that take everything go behind all others (SortVHostRoutes, istio `pilot/pkg/networking/core/route/route.go`). */
function sortCatchAllsLast(routes: readonly ProxyRoute[]): readonly ProxyRoute[] {
  return [
    ...routes.filter(({ matcher }) => !matcher.isCatchAll),
    ...routes.filter(({ matcher }) => matcher.isCatchAll),
  ]
}
