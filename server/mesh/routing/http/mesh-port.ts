import { buildClaims, type Claim, type Claims } from '#server/mesh/routing/http/mesh-claims.ts'
import { findDomain, type VirtualHost } from '#server/mesh/routing/http/virtual-host.ts'
import type { EgressListener, ProxyScope } from '#server/mesh/routing/scope/proxy-scope.ts'
import {
  hasDefaultRoute,
  indexByPort,
  type PortRegistry,
} from '#server/mesh/routing/services/port-registry.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'
import { hasPodNames, listNamedHosts } from '#server/mesh/routing/services/service-domains.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'

/** One outbound port of a sidecar: asks who answers for an authority. */
export interface MeshPort {
  readonly listener: EgressListener
  /** Undefined: nobody the proxy knows. */
  findVirtualHost(host: string): VirtualHost | undefined
}

/** The first listener for the port, or for any (istio `pilot/pkg/model/sidecar.go`, GetEgressListenerForRDS). */
export function findListener({ listeners }: ProxyScope, port: number): EgressListener | undefined {
  return listeners.find((listener) => listener.port === 0 || listener.port === port)
}

/** Claims are made at once, the many services without a VirtualService are looked up as they are asked for. */
export function buildMeshPort(listener: EgressListener, client: ProxyClient, port: number): MeshPort {
  const registry = indexByPort(listener.services, port)
  const claims = buildClaims(listener, registry, client, port)
  return {
    listener,
    findVirtualHost: (host) => {
      const claim = claims.exact.get(host)
      if (claim) return fromClaim(host, claim)
      const service = findNamed(registry, claims, host, client.namespace, port)
      return service ? fromService(host, service) : findUnderWildcard(registry, claims, host, client, port)
    },
  }
}

function findNamed(
  registry: PortRegistry,
  claims: Claims,
  name: string,
  clientNamespace: string,
  port: number,
): RoutingService | undefined {
  for (const host of listNamedHosts(name, clientNamespace)) {
    const service = registry.byHost.get(host)
    const isFree = service && hasDefaultRoute(service, port) && !claims.services.has(host)
    if (isFree) return service
    const aliased = registry.byAlias.get(host)
    if (aliased && !claims.services.has(aliased.host.toLowerCase())) return aliased
  }
  const addressed = registry.byAddress.get(name)
  return addressed && !claims.services.has(addressed.host.toLowerCase()) ? addressed : undefined
}

function findUnderWildcard(
  registry: PortRegistry,
  claims: Claims,
  host: string,
  client: ProxyClient,
  port: number,
): VirtualHost | undefined {
  const claimed = findDomain({ exact: new Map<string, Claim>(), wildcards: claims.wildcards }, host)
  const free = registry.wildcards
    .filter((service) => !claims.services.has(service.host.toLowerCase()))
    .map((service) => [service.host.toLowerCase(), service] as const)
  const served =
    findDomain({ exact: new Map<string, RoutingService>(), wildcards: new Map(free) }, host) ??
    findByPodName(registry, claims, host, client, port)
  if (claimed && (!served || claimed.domain.length >= served.domain.length)) {
    return fromClaim(claimed.domain, claimed.entry)
  }
  return served && fromService(served.domain, served.entry)
}

/** `pod-0.db.shop` is a pod of the headless service `db.shop`. */
function findByPodName(
  registry: PortRegistry,
  claims: Claims,
  host: string,
  client: ProxyClient,
  port: number,
): { readonly domain: string; readonly entry: RoutingService } | undefined {
  if (!registry.hasHeadless) return undefined
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    const rest = host.slice(dot + 1)
    const entry = rest === '' ? undefined : findNamed(registry, claims, rest, client.namespace, port)
    if (entry && hasPodNames(entry)) return { domain: `*.${rest}`, entry }
  }
  return undefined
}

function fromClaim(domain: string, { virtualService, service, routes, ignored }: Claim): VirtualHost {
  return { domain, ...(service ? { service } : {}), virtualServices: [virtualService], routes, ignored }
}

function fromService(domain: string, service: RoutingService): VirtualHost {
  return { domain, service, virtualServices: [], routes: [], ignored: [] }
}
