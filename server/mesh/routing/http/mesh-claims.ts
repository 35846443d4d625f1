import { doHostsOverlap, findMostSpecific, isWildcardHost } from '#server/mesh/routing/host-name.ts'
import { type ProxyRoute, translateRoutes } from '#server/mesh/routing/http/translate-routes.ts'
import type { EgressListener } from '#server/mesh/routing/scope/proxy-scope.ts'
import {
  carriesHttp,
  hasDefaultRoute,
  type PortRegistry,
} from '#server/mesh/routing/services/port-registry.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'
import { hasPodNames, listHostNames } from '#server/mesh/routing/services/service-domains.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/** A host that a VirtualService took on a port. */
export interface Claim {
  readonly virtualService: RoutingVirtualService
  readonly service?: RoutingService
  readonly routes: readonly ProxyRoute[]
  /** Later VirtualServices for the same host, which stand aside. */
  readonly ignored: RoutingVirtualService[]
}

export interface Claims {
  readonly exact: ReadonlyMap<string, Claim>
  readonly wildcards: ReadonlyMap<string, Claim>
  /** Hosts of services that have a VirtualService's routes instead of their default one. */
  readonly services: ReadonlyMap<string, Claim>
}

/**
 * Who answers for which domain on a port as far as VirtualServices say so: the first that claims a host has it, nothing
 * is merged (istio `pilot/pkg/networking/core/httproute.go`, BuildSidecarOutboundVirtualHosts, and `route/route.go`,
 * BuildSidecarVirtualHostWrapper). Hosts outside of the registry count on port 80, or beside one that is in it.
 */
export function buildClaims(
  listener: EgressListener,
  registry: PortRegistry,
  client: ProxyClient,
  port: number,
): Claims {
  const exact = new Map<string, Claim>()
  const wildcards = new Map<string, Claim>()
  const services = new Map<string, Claim>()
  const byHost = new Map<string, Claim>()
  const findOwner = indexOwners(listener.virtualServices)
  const register = (domain: string, claim: Claim, isOwnName: boolean) => {
    const domains = isWildcardHost(domain) ? wildcards : exact
    // A short name stands back for a service of exactly that name.
    if (!domains.has(domain) && (isOwnName || !isKnown(registry, domain, port))) domains.set(domain, claim)
  }
  const claimHost = (host: string, claim: Claim): boolean => {
    const earlier = byHost.get(host)
    if (earlier) earlier.ignored.push(claim.virtualService)
    else byHost.set(host, claim)
    return !earlier
  }
  for (const virtualService of listener.virtualServices) {
    const split = splitHosts(virtualService, registry, findOwner)
    if (port !== 80 && split.services.length === 0) continue
    const routes = translateRoutes(virtualService, client, port, 'mesh')
    if (routes.length === 0 || !isMeantFor(virtualService, split.services, client)) continue
    const withHttp = split.services.filter((service) => carriesHttp(service, port))
    if (withHttp.length === 0 && port !== 80) continue
    for (const host of split.others) {
      const claim = { virtualService, routes, ignored: [] }
      if (claimHost(host, claim)) register(host, claim, true)
    }
    for (const service of withHttp) {
      const claim = { virtualService, service, routes, ignored: [] }
      const host = service.host.toLowerCase()
      if (!claimHost(host, claim)) continue
      services.set(host, claim)
      for (const domain of listDomains(service, client.namespace)) register(domain, claim, domain === host)
    }
  }
  return { exact, wildcards, services }
}

function isKnown({ byHost }: PortRegistry, host: string, port: number): boolean {
  const service = byHost.get(host)
  return service !== undefined && hasDefaultRoute(service, port)
}

function listDomains(service: RoutingService, clientNamespace: string): readonly string[] {
  const names = [service.host.toLowerCase(), ...service.aliases].flatMap((host) =>
    listHostNames(host, clientNamespace),
  )
  return [...names, ...(hasPodNames(service) ? names.map((name) => `*.${name}`) : []), ...service.addresses]
}

/** Routes of the Gateway API hold for their own namespace's services and callers. */
function isMeantFor(
  { hasGatewaySemantics, metadata }: RoutingVirtualService,
  services: readonly RoutingService[],
  client: ProxyClient,
): boolean {
  if (!hasGatewaySemantics || client.namespace === metadata.namespace)
    return services.length > 0 || !hasGatewaySemantics
  return services.some(({ namespace }) => namespace === metadata.namespace)
}

/**
 * The services that a VirtualService's hosts name, and the hosts that name none. A wildcard takes the services for
 * which no other VirtualService is more specific (separateVSHostsAndServices, ibid.).
 */
function splitHosts(
  virtualService: RoutingVirtualService,
  registry: PortRegistry,
  findOwner: (host: string) => RoutingVirtualService | undefined,
): { readonly services: readonly RoutingService[]; readonly others: readonly string[] } {
  const services: RoutingService[] = []
  const others: string[] = []
  for (const host of virtualService.hosts.map((written) => written.toLowerCase())) {
    if (!isWildcardHost(host)) {
      const service = registry.byHost.get(host)
      if (service) services.push(service)
      else others.push(host)
      continue
    }
    const matching = virtualService.hasGatewaySemantics
      ? []
      : [...registry.byHost.values()].filter((service) => doHostsOverlap(service.host.toLowerCase(), host))
    if (matching.length === 0) others.push(host)
    services.push(...matching.filter((service) => findOwner(service.host) === virtualService))
  }
  return { services, others }
}

/** For each service the VirtualService with the most specific host; of equal hosts the first (computeWildcardHostVirtualServiceIndex, `pilot/pkg/model/sidecar.go`). */
function indexOwners(virtualServices: readonly RoutingVirtualService[]) {
  const exact = new Map<string, RoutingVirtualService>()
  const wildcards = new Map<string, RoutingVirtualService>()
  for (const one of virtualServices) {
    for (const host of one.hosts) {
      const hosts = isWildcardHost(host) ? wildcards : exact
      if (!hosts.has(host)) hosts.set(host, one)
    }
  }
  return (host: string) => findMostSpecific(host, exact, wildcards)
}
