import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import { explainRuleOddities } from '#server/mesh/access/explain-rule-oddities.ts'
import type { AccessQuestion, Hop } from '#server/mesh/access/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { ClientTls } from '#server/mesh/mtls/judge-handshake.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import type { MissingCluster } from '#server/mesh/routing/destination-rules/find-cluster.ts'
import { buildProxyClient } from '#server/mesh/routing/proxy-client.ts'

/** What leaves the caller: by which TLS, and why; `refuses` where its own proxy sends nothing. */
export interface ClientSide {
  readonly tls: ClientTls
  /** HBONE of its ztunnel, which no DestinationRule changes. */
  readonly isAmbient: boolean
  /** Its identity, where its proxy can show one. */
  readonly principal?: string
  readonly hop?: Hop
}

const clusterHost = 'svc.cluster.local'

/**
 * The caller's own side. AuthorizationPolicies are never enforced there; what it decides is whether it knows the service
 * and how it connects: by its DestinationRules, else by auto mTLS; a service that its Sidecar does not import is reached
 * as plaintext (ALLOW_ANY) or not at all (REGISTRY_ONLY).
 */
export function connectClient(facts: AccessFacts, { caller, service, route }: AccessQuestion): ClientSide {
  if (caller.kind === 'outside') return plain
  if (caller.kind === 'identity') return { tls: 'AUTO', isAmbient: false, principal: caller.principal }
  const { workload } = caller
  const { trustDomain } = facts.meshConfig
  const principal = `${trustDomain}/ns/${workload.namespace}/sa/${workload.serviceAccount || 'default'}`
  if (workload.mode === 'ambient' && workload.role !== 'waypoint') {
    const hop = describe(workload, 'passes', [{ code: 'access-client-ambient', params: {} }])
    return { tls: 'ISTIO_MUTUAL', isAmbient: true, principal, hop }
  }
  const client = buildProxyClient(workload)
  if (!client) return { ...plain, hop: describe(workload, 'not-enforced', [noProxy]) }
  const host = service && `${service.name}.${service.namespace}.${clusterHost}`
  const found = host
    ? facts.routing.findCluster(client, { host, port: service.port, subset: route?.subset ?? '' })
    : { missing: 'host-unknown' as const }
  if (!found.cluster) {
    const scope = facts.routing.findScope(client)
    const why = tellUnknown(service && { host, port: service.port }, scope.sidecar?.metadata, found.missing)
    if (found.missing === 'port-unknown') return { ...plain, hop: describe(workload, 'refuses', [why]) }
    return scope.outboundTrafficPolicy === 'REGISTRY_ONLY'
      ? { ...plain, hop: describe(workload, 'refuses', [why, registryOnly]) }
      : { ...plain, hop: describe(workload, 'passes', [why, passthrough]) }
  }
  const { tlsMode: mode } = found.cluster
  const rules = (found.rule?.from ?? []).map(({ namespace, name }) => `${namespace}/${name}`).join(', ')
  const how: Reason = rules
    ? { code: 'access-client-tls-rule', params: { mode, host: host ?? '', rules } }
    : { code: 'access-client-tls', params: { mode, host: host ?? '' } }
  const routed = route?.at === 'client' ? route : undefined
  const outcome = routed?.outcome ?? 'passes'
  const odd = service ? explainRuleOddities(facts, { found, port: service.port }) : []
  const reasons = [...(routed?.reasons ?? []), ...(outcome === 'refuses' ? [] : [how, ...odd])]
  return { tls: mode, isAmbient: false, principal, hop: describe(workload, outcome, reasons) }
}

const plain: ClientSide = { tls: 'none', isAmbient: false }
const noProxy: Reason = { code: 'access-client-none', params: {} }
const registryOnly: Reason = { code: 'access-client-registry-only', params: {} }
const passthrough: Reason = { code: 'access-client-passthrough', params: {} }

function describe({ namespace, name }: Workload, outcome: Hop['outcome'], reasons: readonly Reason[]): Hop {
  return {
    kind: 'client',
    at: { namespace, name },
    outcome,
    reasons,
    decidedBy: [],
    policies: [],
    explain: () => [],
  }
}

function tellUnknown(
  service: { readonly host: string | undefined; readonly port: number } | undefined,
  sidecar: { readonly namespace: string; readonly name: string } | undefined,
  missing: MissingCluster | undefined,
): Reason {
  if (!service) return { code: 'access-client-address', params: {} }
  const params = { host: service.host ?? '', port: service.port }
  return sidecar && missing === 'host-not-visible'
    ? {
        code: 'access-client-not-imported',
        params: { ...params, sidecar: `${sidecar.namespace}/${sidecar.name}` },
      }
    : { code: 'access-client-unknown', params }
}
