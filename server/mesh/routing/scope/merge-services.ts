import type { RoutingPort, RoutingService } from '#server/mesh/routing/services/routing-service.ts'

/** The services of a scope, one for each host, in the order in which they came. */
export interface ServiceCollection {
  add(service: RoutingService): void
  readonly byHost: ReadonlyMap<string, RoutingService>
}

/**
 * Collects services by host: Kubernetes' own displaces a ServiceEntry's, the first of several entries stays, and
 * parts of one service are put together (istio `pilot/pkg/model/sidecar.go`, appendSidecarServices).
 *
 * @param first services to begin with; collections that begin with one list share its index until they add to it
 */
export function createServiceCollection(first: readonly RoutingService[] = []): ServiceCollection {
  let byHost = collectOnce(first)
  let isOwn = false
  return {
    get byHost() {
      return byHost
    },
    add: (service) => {
      const existing = byHost.get(service.host)
      const chosen = existing ? choose(existing, service) : service
      if (chosen === existing) return
      const own = isOwn ? byHost : new Map(byHost)
      byHost = own.set(service.host, chosen)
      isOwn = true
    },
  }
}

const collected = new WeakMap<readonly RoutingService[], Map<string, RoutingService>>()

/** Most namespaces are told of the same services: their index is made once. */
function collectOnce(services: readonly RoutingService[]): Map<string, RoutingService> {
  const known = collected.get(services)
  if (known) return known
  const byHost = new Map<string, RoutingService>()
  for (const service of services) {
    const existing = byHost.get(service.host)
    byHost.set(service.host, existing ? choose(existing, service) : service)
  }
  collected.set(services, byHost)
  return byHost
}

function choose(existing: RoutingService, added: RoutingService): RoutingService {
  if (existing === added) return existing
  if (existing.registry !== added.registry) return existing.registry === 'kubernetes' ? existing : added
  if (!isPartOfSame(existing, added)) return existing
  const numbers = new Set(existing.ports.map(({ number }) => number))
  const ports = added.ports.filter(({ number }) => !numbers.has(number))
  return ports.length === 0 ? existing : { ...existing, ports: [...existing.ports, ...ports] }
}

function isPartOfSame(one: RoutingService, other: RoutingService): boolean {
  return (
    one.namespace === other.namespace &&
    one.resolution === other.resolution &&
    areEqual(one.labels, other.labels) &&
    areEqual(one.selector, other.selector) &&
    one.exportTo.size === other.exportTo.size &&
    one.exportTo.isSubsetOf(other.exportTo)
  )
}

type Labels = Readonly<Record<string, string>>

function areEqual(one: Labels, other: Labels): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

/** The service with the one port of a listener, or undefined when it has no such port. */
export function cutToPort(service: RoutingService, number: number): RoutingService | undefined {
  return cutToPorts(service, (port) => port.number === number)
}

/** The service with those of its ports that pass, itself when all do, undefined when none does. */
export function cutToPorts(
  service: RoutingService,
  isWanted: (port: RoutingPort) => boolean,
): RoutingService | undefined {
  const ports = service.ports.filter(isWanted)
  if (ports.length === service.ports.length && ports.length > 0) return service
  return ports.length > 0 ? { ...service, ports } : undefined
}
