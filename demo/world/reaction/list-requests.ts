import type { Demand } from '#demo/world/reaction/demand.ts'
import type { MeshFacts } from '#demo/world/reaction/mesh-facts.ts'
import { mergeGatewayServers } from '#server/mesh/routing/gateways/gateway-servers.ts'
import { routeRequest } from '#server/mesh/routing/route-request.ts'
import type { HttpRequest, ProxyClient } from '#server/mesh/routing/types.ts'
import type { HttpMatch } from '#server/mesh/routing/virtual-services/spec.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/** One kind of request of a demand, as its client's proxy gets it. */
export interface RequestVariant {
  /** Of the demand. */
  readonly share: number
  readonly request: HttpRequest
  /** That the client calls; of a gateway that it listens on. */
  readonly port: number
}

/**
 * The requests that a demand is made of, as they were before anything was changed: who asks goes on asking the same.
 * Inside the mesh some carry the header by which Istio's own examples tell a user. What reaches a gateway is a request
 * that its first configuration sends to the demand's service; none where there is none.
 */
export function listRequests(
  demand: Demand,
  client: ProxyClient | undefined,
  facts: MeshFacts,
): readonly RequestVariant[] {
  if (client?.kind !== 'gateway') return listMeshRequests(demand)
  const request = findGatewayRequest(demand, client, facts)
  return request ? [{ share: 1, ...request }] : []
}

/** The user that Istio's documentation routes by ("Request routing", "Fault injection"). */
const signedIn = { 'end-user': 'jason' }
const signedInShare = 0.1

const paths: Readonly<Record<string, string>> = {
  'bookinfo/details': '/details/0',
  'bookinfo/reviews': '/reviews/0',
  'bookinfo/ratings': '/ratings/0',
}

function listMeshRequests(demand: Demand): readonly RequestVariant[] {
  const { service, port } = demand
  if (demand.request) return [{ share: 1, request: readRequest(demand), port }]
  const path = paths[`${service.namespace}/${service.name}`]
  const request = { ...readRequest(demand), ...(path ? { path } : {}) }
  if (service.namespace !== 'bookinfo') return [{ share: 1, request, port }]
  return [
    { share: 1 - signedInShare, request, port },
    { share: signedInShare, request: { ...request, headers: signedIn }, port },
  ]
}

/** What a demand's requests say, as a proxy or a policy reads it. */
export function readRequest({ service, protocol, port, request }: Demand): HttpRequest {
  return {
    method: request?.method ?? (protocol === 'grpc' ? 'POST' : 'GET'),
    scheme: 'http',
    path: request?.path ?? '/',
    host: request?.host ?? `${service.host}:${port}`,
    headers: request?.headers ?? {},
  }
}

function findGatewayRequest(
  demand: Demand,
  client: ProxyClient,
  facts: MeshFacts,
): { request: HttpRequest; port: number } | undefined {
  const { servers } = mergeGatewayServers(facts.snapshot, client)
  for (const virtualService of facts.routing.indexes.virtualServices.all) {
    const server = servers.find(({ gateway }) => virtualService.gateways.includes(gateway))
    if (!server) continue
    for (const request of listCandidates(virtualService, server.protocol)) {
      const question = { client, via: 'gateway', port: server.port, request } as const
      const { destinations } = routeRequest(facts.routing, question)
      if (destinations.some(({ host }) => host === demand.service.host)) return { request, port: server.port }
    }
  }
  return undefined
}

/** Requests that a VirtualService's own matches describe. */
function* listCandidates({ hosts, http }: RoutingVirtualService, protocol: string): Iterable<HttpRequest> {
  for (const host of hosts) {
    for (const { match } of http) {
      for (const one of match?.length ? match : [{}]) {
        yield {
          method: one.method?.exact ?? 'GET',
          scheme: protocol === 'https' ? 'https' : 'http',
          path: readPath(one),
          host: host.replace(/^\*(\.|$)/, 'www.example.com$1').replace(/\.$/, ''),
          headers: readHeaders(one),
        }
      }
    }
  }
}

function readPath({ uri }: HttpMatch): string {
  return uri?.exact ?? uri?.prefix ?? '/'
}

function readHeaders({ headers }: HttpMatch): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, { exact, prefix }]) => [name, exact ?? prefix ?? '1']),
  )
}
