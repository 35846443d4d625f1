import { resolveGatewayName, resolveShortName } from '#server/mesh/routing/host-name.ts'
import type {
  Destination,
  HttpRoute,
  L4Route,
  VirtualServiceSpec,
  WeightedDestination,
} from '#server/mesh/routing/virtual-services/spec.ts'

/**
 * The same spec with every host and gateway in full: short names mean the VirtualService's own namespace
 * (istio `pilot/pkg/model/virtualservice.go`, ResolveVirtualServiceShortnames).
 */
export function resolveNames(spec: VirtualServiceSpec, namespace: string): VirtualServiceSpec {
  return {
    ...spec,
    hosts: (spec.hosts ?? []).map((host) => resolveShortName(host, namespace)),
    ...(spec.gateways ? { gateways: resolveGateways(spec.gateways, namespace) } : {}),
    ...(spec.http ? { http: spec.http.map((route) => resolveHttpRoute(route, namespace)) } : {}),
    ...(spec.tcp ? { tcp: spec.tcp.map((route) => resolveL4Route(route, namespace)) } : {}),
    ...(spec.tls ? { tls: spec.tls.map((route) => resolveL4Route(route, namespace)) } : {}),
  }
}

function resolveHttpRoute(route: HttpRoute, namespace: string): HttpRoute {
  const { match, route: destinations, mirror, mirrors } = route
  return {
    ...route,
    ...(match ? { match: match.map((one) => resolveMatch(one, namespace)) } : {}),
    ...(destinations ? { route: destinations.map((one) => resolveWeighted(one, namespace)) } : {}),
    ...(mirror ? { mirror: resolveDestination(mirror, namespace) } : {}),
    ...(mirrors ? { mirrors: mirrors.map((one) => resolveWeighted(one, namespace)) } : {}),
  }
}

function resolveL4Route({ match, route }: L4Route, namespace: string): L4Route {
  return {
    ...(match ? { match: match.map((one) => resolveMatch(one, namespace)) } : {}),
    ...(route ? { route: route.map((one) => resolveWeighted(one, namespace)) } : {}),
  }
}

function resolveMatch<Match extends { readonly gateways?: readonly string[] }>(
  match: Match,
  namespace: string,
): Match {
  return match.gateways ? { ...match, gateways: resolveGateways(match.gateways, namespace) } : match
}

function resolveGateways(gateways: readonly string[], namespace: string): string[] {
  return gateways.map((gateway) => resolveGatewayName(gateway, namespace))
}

function resolveWeighted<Target extends Pick<WeightedDestination, 'destination'>>(
  target: Target,
  namespace: string,
): Target {
  const { destination } = target
  return destination ? { ...target, destination: resolveDestination(destination, namespace) } : target
}

function resolveDestination(destination: Destination, namespace: string): Destination {
  return { ...destination, host: resolveShortName(destination.host ?? '', namespace) }
}
