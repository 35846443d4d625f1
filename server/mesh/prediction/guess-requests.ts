import { type RequestVariant, readRequest } from '#server/mesh/prediction/demand.ts'
import type { MeshFacts } from '#server/mesh/prediction/mesh-facts.ts'
import type { ObservedDemand } from '#server/mesh/prediction/observe-demands.ts'
import { isThroughWaypoint, planFlows } from '#server/mesh/prediction/plan-flows.ts'
import { listCandidates } from '#server/mesh/prediction/request-candidates.ts'
import { mergeGatewayServers } from '#server/mesh/routing/gateways/gateway-servers.ts'
import { routeRequest } from '#server/mesh/routing/route-request.ts'
import type { HttpRequest, ProxyClient } from '#server/mesh/routing/types.ts'

/** Of matches beyond these nothing is guessed: a VirtualService may have thousands. */
const mostCandidates = 64
const rounds = 60
/** What requests that match something are thought to be before telemetry has been looked at. */
const matchedPrior = 0.02

/**
 * What a demand's requests may say. Telemetry counts them and names no path and no header, so they are guessed: plain
 * requests, and those that routes for the service match, in the shares under which the configuration of now sends them
 * where they are seen to go. What goes the way of plain requests now is taken for plain.
 */
export function guessRequests(demand: ObservedDemand, facts: MeshFacts): readonly RequestVariant[] {
  const client = demand.source && facts.findClient(demand.source)
  if (demand.protocol === 'tcp' || (!client && !isThroughWaypoint(demand))) return []
  const candidates =
    client?.kind === 'gateway' ? listGatewayRequests(demand, client, facts) : listMeshRequests(demand, facts)
  if (candidates.length < 2) return candidates.map((candidate) => ({ ...candidate, share: 1 }))
  return weigh(demand, candidates, facts)
}

type Candidate = Omit<RequestVariant, 'share'>

function listMeshRequests(demand: ObservedDemand, facts: MeshFacts): readonly Candidate[] {
  const plain = readRequest(demand)
  const { port, service } = demand
  const candidates: Candidate[] = [{ request: plain, port }]
  for (const virtualService of facts.routing.indexes.virtualServices.all) {
    if (!virtualService.hosts.includes(service.host) || !virtualService.gateways.includes('mesh')) continue
    for (const { path, headers, method } of listCandidates(virtualService, 'http')) {
      if (candidates.length >= mostCandidates) return candidates
      // Methods of gRPC are all POST.
      candidates.push({
        request: { ...plain, path, headers, ...(demand.protocol === 'grpc' ? {} : { method }) },
        port,
      })
    }
  }
  return candidates
}

/** Requests that the gateway's configuration sends to the demand's service. */
function listGatewayRequests(
  demand: ObservedDemand,
  client: ProxyClient,
  facts: MeshFacts,
): readonly Candidate[] {
  const { servers } = mergeGatewayServers(facts.snapshot, client)
  const candidates: Candidate[] = []
  for (const virtualService of facts.routing.indexes.virtualServices.all) {
    const server = servers.find(({ gateway }) => virtualService.gateways.includes(gateway))
    if (!server) continue
    for (const request of listCandidates(virtualService, server.protocol === 'https' ? 'https' : 'http')) {
      if (candidates.length >= mostCandidates) return candidates
      if (leadsTo(request, server.port)) candidates.push({ request, port: server.port })
    }
  }
  return candidates

  function leadsTo(request: HttpRequest, port: number): boolean {
    const { destinations } = routeRequest(facts.routing, { client, via: 'gateway', port, request })
    return destinations.some(({ host }) => host === demand.service.host)
  }
}

/** Weights of a mixture by expectation and maximisation: those under which what is seen is most likely. */
function weigh(
  demand: ObservedDemand,
  candidates: readonly Candidate[],
  facts: MeshFacts,
): readonly RequestVariant[] {
  const ways = candidates.map((candidate) => ({ candidate, goes: readWay(demand, candidate, facts) }))
  const distinct = [...Map.groupBy(ways, ({ goes }) => JSON.stringify([...goes].sort())).values()].flatMap(
    ([first]) => first ?? [],
  )
  const matched = distinct.length - 1
  let weights = distinct.map((_, at) => (at === 0 ? 1 - matchedPrior * matched : matchedPrior))
  if ((weights[0] ?? 0) <= 0) weights = distinct.map(() => 1 / distinct.length)
  const seen = demand.flows.map(
    (flow) => [placeOf(flow.destination), flow.perSecond / demand.perSecond] as const,
  )
  for (let round = 0; round < rounds; round += 1) {
    const next = distinct.map(() => 0)
    for (const [place, share] of seen) {
      const parts = distinct.map(({ goes }, at) => (weights[at] ?? 0) * (goes.get(place) ?? 0))
      const sum = parts.reduce((total, part) => total + part, 0)
      if (sum > 0)
        parts.forEach((part, at) => {
          next[at] = (next[at] ?? 0) + (share * part) / sum
        })
    }
    const total = next.reduce((sum, weight) => sum + weight, 0)
    // Nothing of what is seen is explained: then plain requests are as good a guess as any.
    if (total === 0) return [{ ...distinct[0]?.candidate, share: 1 } as RequestVariant]
    weights = next.map((weight) => weight / total)
  }
  return distinct.map(({ candidate }, at) => ({ ...candidate, share: weights[at] ?? 0 }))
}

const placeOf = (destination: ObservedDemand['flows'][number]['destination']) =>
  destination ? `${destination.namespace}/${destination.workload}` : ''

function readWay(
  demand: ObservedDemand,
  candidate: Candidate,
  facts: MeshFacts,
): ReadonlyMap<string, number> {
  const way = new Map<string, number>()
  for (const { destination, share } of planFlows(demand, [{ ...candidate, share: 1 }], facts) ?? []) {
    const place = placeOf(destination)
    way.set(place, (way.get(place) ?? 0) + share)
  }
  return way
}
