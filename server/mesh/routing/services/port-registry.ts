import { isWildcardHost } from '#server/mesh/routing/host-name.ts'
import { isHttpOrSniffed } from '#server/mesh/routing/services/protocol.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'
import { hasPodNames } from '#server/mesh/routing/services/service-domains.ts'

/** The services of a listener that have one port, as its HTTP routes are made of them. */
export interface PortRegistry {
  /** By host in lower case; whatever their protocol. */
  readonly byHost: ReadonlyMap<string, RoutingService>
  readonly wildcards: readonly RoutingService[]
  readonly byAlias: ReadonlyMap<string, RoutingService>
  readonly byAddress: ReadonlyMap<string, RoutingService>
  readonly hasHeadless: boolean
}

/** Listeners of many namespaces share one list of services, and with it these. */
const registries = new WeakMap<readonly RoutingService[], Map<number, PortRegistry>>()

export function indexByPort(services: readonly RoutingService[], port: number): PortRegistry {
  const byPort = registries.get(services) ?? new Map<number, PortRegistry>()
  registries.set(services, byPort)
  const registry = byPort.get(port) ?? buildRegistry(services, port)
  byPort.set(port, registry)
  return registry
}

/** Whether a service's port is HTTP, or may be by what the first bytes show. */
export function carriesHttp({ ports }: RoutingService, number: number): boolean {
  return ports.some((port) => port.number === number && isHttpOrSniffed(port.protocol))
}

/** Whether a default route is made for a service on a port: another name of a service has none of its own. */
export function hasDefaultRoute(service: RoutingService, number: number): boolean {
  return service.resolution !== 'alias' && carriesHttp(service, number)
}

function buildRegistry(services: readonly RoutingService[], port: number): PortRegistry {
  const byHost = new Map<string, RoutingService>()
  for (const service of services) {
    if (service.ports.some(({ number }) => number === port)) byHost.set(service.host.toLowerCase(), service)
  }
  const withRoutes = [...byHost.values()].filter((service) => hasDefaultRoute(service, port))
  const byAlias = new Map<string, RoutingService>()
  const byAddress = new Map<string, RoutingService>()
  for (const service of withRoutes) {
    for (const alias of service.aliases) byAlias.set(alias, service)
    for (const address of service.addresses) if (!byAddress.has(address)) byAddress.set(address, service)
  }
  return {
    byHost,
    wildcards: withRoutes.filter(({ host }) => isWildcardHost(host)),
    byAlias,
    byAddress,
    hasHeadless: withRoutes.some(hasPodNames),
  }
}
