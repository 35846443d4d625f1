import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { isExportedTo } from '#server/mesh/routing/export-to.ts'
import { compareByAge, compareText } from '#server/mesh/routing/object-order.ts'
import {
  buildFromService,
  buildFromServiceEntry,
  type RoutingService,
} from '#server/mesh/routing/services/routing-service.ts'

/** Every service of the mesh in istiod's order, and what each namespace is shown of it. */
export interface RoutingServiceIndex {
  /** Those exported to the namespace by name first, then those exported to all; each oldest first. */
  listVisible(namespace: string): readonly RoutingService[]
  /** The one that owns a host in a namespace, by namespace; visibility is not asked. */
  findByHost(host: string): ReadonlyMap<string, RoutingService>
}

/** Istiod's registry of services (istio `pilot/pkg/model/push_context.go`, initServiceRegistry). */
export function indexRoutingServices(
  snapshot: MeshSnapshot,
  { defaultServiceExportTo }: Pick<MeshConfig, 'defaultServiceExportTo'>,
): RoutingServiceIndex {
  const services = withAliases(
    [
      ...snapshot.all('Service').map((service) => buildFromService(service, defaultServiceExportTo)),
      ...snapshot
        .all('ServiceEntry')
        .flatMap((entry) => buildFromServiceEntry(entry, defaultServiceExportTo)),
    ].toSorted(compareByAge),
  )
  const shared = services.filter(({ exportTo }) => exportTo.has('*'))
  const named = services.filter(({ exportTo }) => !exportTo.has('*') && !exportTo.has('~'))
  const byHost = indexByHost(services)
  const visible = new Map<string, readonly RoutingService[]>()
  const none: ReadonlyMap<string, RoutingService> = new Map()
  return {
    listVisible: (namespace) => {
      const known = visible.get(namespace)
      if (known) return known
      const own = named.filter(({ exportTo }) => isExportedTo(exportTo, namespace))
      const list = own.length > 0 ? [...own, ...shared] : shared
      visible.set(namespace, list)
      return list
    },
    findByHost: (host) => byHost.get(host) ?? none,
  }
}

/** Of several of one host in one namespace Kubernetes' own wins, then the oldest: nobody can squat on a service's name. */
function indexByHost(services: readonly RoutingService[]): Map<string, Map<string, RoutingService>> {
  const byHost = new Map<string, Map<string, RoutingService>>()
  for (const service of services) {
    const byNamespace = byHost.get(service.host) ?? new Map<string, RoutingService>()
    byHost.set(service.host, byNamespace)
    const owner = byNamespace.get(service.namespace)
    if (!owner || (owner.registry !== 'kubernetes' && service.registry === 'kubernetes')) {
      byNamespace.set(service.namespace, service)
    }
  }
  return byHost
}

/** ExternalName services become other names of what they point to, through any number of hops (resolveAliases, ibid.). */
function withAliases(services: readonly RoutingService[]): readonly RoutingService[] {
  const targets = new Map<string, string>()
  for (const { host, aliasOf } of services) if (aliasOf !== undefined) targets.set(host, aliasOf)
  if (targets.size === 0) return services
  const aliases = new Map<string, string[]>()
  for (const [alias, first] of targets) {
    const seen = new Set([alias])
    let target = first
    for (
      let next = targets.get(target);
      next !== undefined && !seen.has(target);
      next = targets.get(target)
    ) {
      seen.add(target)
      target = next
    }
    if (!targets.has(target)) aliases.set(target, [...(aliases.get(target) ?? []), alias])
  }
  return services.map((service) => {
    const names = aliases.get(service.host)
    return names ? { ...service, aliases: names.toSorted(compareText) } : service
  })
}
