import type { Demand } from '#demo/world/reaction/demand.ts'
import { type RequestVariant, readRequest } from '#server/mesh/prediction/demand.ts'
import type { MeshFacts } from '#server/mesh/prediction/mesh-facts.ts'
import { listCandidates } from '#server/mesh/prediction/request-candidates.ts'
import { mergeGatewayServers } from '#server/mesh/routing/gateways/gateway-servers.ts'
import { routeRequest } from '#server/mesh/routing/route-request.ts'
import type { HttpRequest, ProxyClient } from '#server/mesh/routing/types.ts'

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

function findGatewayRequest(
  demand: Demand,
  client: ProxyClient,
  facts: MeshFacts,
): { request: HttpRequest; port: number } | undefined {
  const { servers } = mergeGatewayServers(facts.snapshot, client)
  for (const virtualService of facts.routing.indexes.virtualServices.all) {
    const server = servers.find(({ gateway }) => virtualService.gateways.includes(gateway))
    if (!server) continue
    for (const request of listCandidates(virtualService, server.protocol === 'https' ? 'https' : 'http')) {
      const question = { client, via: 'gateway', port: server.port, request } as const
      const { destinations } = routeRequest(facts.routing, question)
      if (destinations.some(({ host }) => host === demand.service.host)) return { request, port: server.port }
    }
  }
  return undefined
}
