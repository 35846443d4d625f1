import { isExportedTo } from '#server/mesh/routing/export-to.ts'
import { isHostWithin, parseAuthorityHost } from '#server/mesh/routing/host-name.ts'
import { translateRoutes } from '#server/mesh/routing/http/translate-routes.ts'
import type { VirtualHost } from '#server/mesh/routing/http/virtual-host.ts'
import type { RequestQuestion } from '#server/mesh/routing/route-request.ts'
import type { Routing } from '#server/mesh/routing/routing.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

export interface UnusedVirtualService {
  readonly virtualService: { readonly namespace: string; readonly name: string }
  readonly reason: /** Its `gateways` leave out where the request is asked. */
    | 'not-bound'
    /** Its `exportTo` leaves out the proxy's namespace. */
    | 'not-exported'
    /** The proxy's Sidecar imports none of its hosts. */
    | 'not-imported'
    /** Every match is for other source workloads, gateways or ports. */
    | 'no-route-for-client'
    /** The server's hosts leave out its host or namespace. */
    | 'host-not-served'
    /** Another is older, or more specific. */
    | 'host-taken'
}

/** The VirtualServices that name the host of a request and do not answer for it, each with the first reason that holds. */
export function explainUnused(
  routing: Routing,
  question: RequestQuestion,
  virtualHost: VirtualHost | undefined,
): UnusedVirtualService[] {
  const called = [parseAuthorityHost(question.request.host), virtualHost?.service?.host.toLowerCase() ?? '']
  const used = new Set(virtualHost?.virtualServices)
  return routing.indexes.virtualServices.all
    .filter((one) => !used.has(one))
    .filter(({ hosts }) =>
      hosts.some((host) => called.some((name) => isHostWithin(name, host.toLowerCase()))),
    )
    .map((one) => ({
      virtualService: { namespace: one.metadata.namespace, name: one.metadata.name },
      reason: findReason(routing, question, one),
    }))
}

function findReason(
  routing: Routing,
  { client, via, port, request }: RequestQuestion,
  one: RoutingVirtualService,
): UnusedVirtualService['reason'] {
  const gateways =
    via === 'mesh'
      ? ['mesh']
      : (routing.findGatewayPort(client, port, parseAuthorityHost(request.host))?.servers ?? []).map(
          ({ gateway }) => gateway,
        )
  const bound = gateways.filter((gateway) => one.gateways.includes(gateway))
  if (bound.length === 0) return 'not-bound'
  if (!isExportedTo(one.exportTo, client.namespace)) return 'not-exported'
  const listener = via === 'mesh' ? routing.findMeshPort(client, port)?.listener : undefined
  if (via === 'mesh' && !listener?.virtualServices.includes(one)) return 'not-imported'
  if (bound.every((gateway) => translateRoutes(one, client, port, gateway).length === 0)) {
    return 'no-route-for-client'
  }
  return via === 'mesh' ? 'host-taken' : 'host-not-served'
}
