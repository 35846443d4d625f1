import { isExportedTo } from '#server/mesh/routing/export-to.ts'
import type { RequestQuestion } from '#server/mesh/routing/route-request.ts'
import type { Routing } from '#server/mesh/routing/routing.ts'
import { indexByPort } from '#server/mesh/routing/services/port-registry.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/** A destination's host as the routes of a proxy know it. */
export type FindRouteService = (host: string) => Pick<RoutingService, 'ports' | 'aliasOf'> | undefined

/**
 * In the mesh the routes of one port know services that have it, and by that port alone; a gateway knows services with
 * all their ports, the VirtualService's namespace before others
 * (istio `pilot/pkg/networking/core/httproute.go`, BuildSidecarOutboundVirtualHosts, and `gateway.go`, buildNameToServiceMapForHTTPRoutes).
 */
export function createFindRouteService(
  routing: Routing,
  { client, via, port }: Pick<RequestQuestion, 'client' | 'via' | 'port'>,
  virtualService: RoutingVirtualService,
): FindRouteService {
  if (via === 'mesh') {
    const listener = routing.findMeshPort(client, port)?.listener
    const registry = listener && indexByPort(listener.services, port)
    return (host) => {
      const service = registry?.byHost.get(host)
      return service && { ...service, ports: service.ports.filter(({ number }) => number === port) }
    }
  }
  const scope = routing.findScope(client)
  return (host) => {
    const own = routing.indexes.services.findByHost(host).get(virtualService.metadata.namespace)
    return own && isExportedTo(own.exportTo, client.namespace) ? own : scope.services.get(host)
  }
}
