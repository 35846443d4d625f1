import type { Destination } from '#server/mesh/routing/virtual-services/spec.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/**
 * The hosts that a VirtualService sends requests to, with the ports it names; 0 stands for "whatever port". Routes for
 * other source namespaces alone are left out
 * (istio `pilot/pkg/model/push_context.go`, virtualServiceDestinationsFilteredBySourceNamespace).
 */
export function listDestinationPorts(
  one: RoutingVirtualService,
  namespace: string,
): ReadonlyMap<string, ReadonlySet<number>> {
  const ports = new Map<string, Set<number>>()
  const add = (destination: Destination | undefined) => {
    if (!destination?.host) return
    const known = ports.get(destination.host) ?? new Set()
    ports.set(destination.host, known.add(destination.port?.number ?? 0))
  }
  for (const route of one.http) {
    const sources = (route.match ?? []).flatMap(({ sourceNamespace }) => sourceNamespace || [])
    if (sources.length > 0 && !sources.includes(namespace)) continue
    for (const { destination } of route.route ?? []) add(destination)
    add(route.mirror)
    for (const { destination } of route.mirrors ?? []) add(destination)
  }
  for (const { route } of [...one.tcp, ...one.tls])
    for (const { destination } of route ?? []) add(destination)
  return ports
}
