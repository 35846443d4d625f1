import type { AuthorizationRequest, AuthorizationVerdict } from '#server/mesh/authorization/types.ts'
import { type ClientTls, chooseTransport, findHandshakeFailure } from '#server/mesh/mtls/judge-handshake.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import type { Demand, ServiceRef } from '#server/mesh/prediction/demand.ts'
import type { Flow, Shadow } from '#server/mesh/prediction/flow.ts'
import type { Endpoint, MeshFacts } from '#server/mesh/prediction/mesh-facts.ts'
import type { HttpRequest } from '#server/mesh/routing/types.ts'

interface Delivery {
  readonly demand: Demand
  readonly service: ServiceRef
  readonly endpoint: Endpoint
  readonly share: number
  /** Of the workload. */
  readonly port: number
  readonly clientTls: ClientTls
  readonly request: HttpRequest
  /** The waypoint that sends it, for an ambient workload. */
  readonly waypoint?: Workload
}

/**
 * Whether what is sent to a workload arrives: both sides must speak the same TLS, and the destination's policies must
 * allow it. What fails between the proxies is told by the client's alone (503 with UC or UF), if it has one.
 */
export function planDelivery(delivery: Delivery, facts: MeshFacts): Flow[] {
  const { demand, service, endpoint, share, port, clientTls } = delivery
  const { workload } = endpoint
  if (workload.mode === 'ambient') return planAmbientDelivery(delivery, facts)
  const mode = facts.readServerMtls(workload, port)
  const sent = chooseTransport(clientTls, mode)
  const failure = findHandshakeFailure(sent, mode)
  if (failure) {
    if (clientTls === 'none') return []
    return [
      {
        share,
        service,
        security: 'none',
        answer: { code: demand.protocol === 'tcp' ? '0' : '503', flags: failure },
      },
    ]
  }
  const destination = { namespace: workload.namespace, workload: workload.name }
  const security = sent === 'mutual' ? 'mutual_tls' : 'none'
  const flow: Flow = { share, service, destination, security }
  if (mode === undefined) return [flow]
  const verdict = facts.findAuthorizer(workload).decide(ask(delivery, security, facts))
  const shadows = listShadows(verdict)
  const shadowed: Flow = shadows.length > 0 ? { ...flow, shadows } : flow
  return [verdict.decision === 'DENY' ? deny(shadowed, verdict) : shadowed]
}

function deny(
  flow: Flow,
  { decidedBy: [rule] }: AuthorizationVerdict,
  by: 'proxy' | 'ztunnel' = 'proxy',
): Flow {
  return { ...flow, denied: by, ...(rule ? { deniedBy: rule } : {}) }
}

/** Shadow rules of ALLOW pass what matches, those of DENY what does not. */
function listShadows({ dryRun }: AuthorizationVerdict): readonly Shadow[] {
  if (!dryRun) return []
  const { hasAllow, hasDeny, allowMatched, denyMatched } = dryRun
  const allow: Shadow = { action: 'allow', result: allowMatched.length > 0 ? 'allowed' : 'denied' }
  const deny: Shadow = { action: 'deny', result: denyMatched.length > 0 ? 'denied' : 'allowed' }
  return [...(hasAllow ? [allow] : []), ...(hasDeny ? [deny] : [])]
}

/**
 * To an ambient workload: the waypoint before it decides by what it reads of requests, its ztunnel by layer 4, where a
 * waypoint is the peer. HBONE is offered in any case; plain text passes where no policy of PeerAuthentication denies it.
 */
function planAmbientDelivery(delivery: Delivery, facts: MeshFacts): Flow[] {
  const { demand, service, endpoint, share, port, clientTls, waypoint } = delivery
  const { workload } = endpoint
  const plain = clientTls === 'none' && !isAmbientClient(demand, facts)
  if (plain && !facts.takesPlaintext(workload, port)) return []
  const security = plain ? 'none' : 'mutual_tls'
  const destination = { namespace: workload.namespace, workload: workload.name }
  const flow: Flow = { share, service, destination, security }
  if (waypoint) {
    const decided = facts.findWaypointAuthorizer(waypoint, service).decide(ask(delivery, security, facts))
    if (decided.decision === 'DENY') return [deny(flow, decided)]
  }
  const peer = waypoint ? { ...delivery, demand: { ...demand, source: nameWorkload(waypoint) } } : delivery
  const connection = { ...ask(peer, security, facts), protocol: 'tcp' as const }
  const decided = facts.findZtunnelAuthorizer(workload).decide(connection)
  return [decided.decision === 'DENY' ? deny(flow, decided, 'ztunnel') : flow]
}

function isAmbientClient({ source }: Demand, facts: MeshFacts): boolean {
  return source !== undefined && facts.findWorkload(source)?.mode === 'ambient'
}

const nameWorkload = ({ namespace, name }: Workload) => ({ namespace, workload: name })

/** What a policy is asked about a request or connection. */
function ask(
  { demand, endpoint, port, request }: Delivery,
  security: Flow['security'],
  facts: MeshFacts,
): AuthorizationRequest {
  const client = demand.source && facts.findWorkload(demand.source)
  const principal =
    client && security === 'mutual_tls'
      ? `${facts.routing.indexes.meshConfig.trustDomain}/ns/${client.namespace}/sa/${client.serviceAccount || 'default'}`
      : undefined
  const ip = client?.pods[0]?.status.podIPs[0] ?? '10.244.0.1'
  return {
    protocol: demand.protocol === 'tcp' ? 'tcp' : 'http',
    source: { ...(principal ? { principal } : {}), ip, remoteIp: ip },
    destination: { ip: endpoint.workload.pods[0]?.status.podIPs[0] ?? '10.244.0.2', port },
    sni: '',
    ...(demand.protocol === 'tcp'
      ? {}
      : {
          http: { method: request.method, path: request.path, host: request.host, headers: request.headers },
        }),
  }
}
