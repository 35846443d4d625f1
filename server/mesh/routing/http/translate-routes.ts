import { compileMatch, type RequestMatcher } from '#server/mesh/routing/http/match-request.ts'
import { isSelectedBy } from '#server/mesh/routing/object-order.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'
import type { HttpMatch, HttpRoute } from '#server/mesh/routing/virtual-services/spec.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/** One route of Envoy's table: one match block of one http route, as one proxy has it on one port. */
export interface ProxyRoute {
  readonly virtualService: RoutingVirtualService
  readonly route: HttpRoute
  /** Of the http route among the VirtualService's, delegates' put in place. */
  readonly routeIndex: number
  readonly match?: HttpMatch
  /** Undefined: the route has no match block. */
  readonly matchIndex?: number
  /** `route`, or `route.match`. */
  readonly name: string
  /** The route of a gateway's server with a tls block, `httpsRedirect` alone included. */
  readonly isTls?: true
  readonly matcher: RequestMatcher
}

/**
 * The routes of a VirtualService for a proxy that listens on a port, up to the first that takes everything. Match blocks
 * for other ports, gateways and source workloads are left out, so the list may be empty: the VirtualService then does
 * not apply at all (istio `pilot/pkg/networking/core/route/route.go`, BuildHTTPRoutesForVirtualService).
 *
 * @param gateway `mesh`, or the gateway's `namespace/name`
 * @param isTls whether the gateway's server has a tls block
 */
export function translateRoutes(
  virtualService: RoutingVirtualService,
  client: ProxyClient,
  port: number,
  gateway: string,
  isTls = false,
): readonly ProxyRoute[] {
  const routes: ProxyRoute[] = []
  for (const [routeIndex, route] of virtualService.http.entries()) {
    const blocks = route.match?.length ? route.match : [undefined]
    for (const [matchIndex, match] of blocks.entries()) {
      if (match && !isMeant(match, client, port, gateway)) continue
      const translated: ProxyRoute = {
        virtualService,
        route,
        routeIndex,
        ...(match ? { match, matchIndex } : {}),
        name: match?.name ? `${route.name ?? ''}.${match.name}` : (route.name ?? ''),
        ...(isTls ? { isTls } : {}),
        matcher: compileMatch(match, virtualService.hasGatewaySemantics),
      }
      routes.push(translated)
      if (!match || translated.matcher.isCatchAll) return routes
    }
  }
  return routes
}

/** What istiod decides before any request: `gateways` of a match hide its source fields (sourceMatchHTTP, ibid.). */
function isMeant(match: HttpMatch, client: ProxyClient, port: number, gateway: string): boolean {
  if (match.port && match.port !== port) return false
  if (match.gateways?.length) return match.gateways.includes(gateway)
  if (!isSelectedBy(match.sourceLabels, client.labels)) return false
  return !match.sourceNamespace || match.sourceNamespace === client.namespace
}
