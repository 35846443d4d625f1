import { listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import { buildEffectivePolicy } from '#server/mesh/routing/destination-rules/effective-policy.ts'
import { inferNamespaceMtls } from '#server/mesh/routing/destination-rules/infer-service-mtls.ts'
import type { MergedRule } from '#server/mesh/routing/destination-rules/merged-rule.ts'
import type {
  ClientTls,
  LoadBalancer,
  OutlierDetection,
  PolicyBlocks,
  Subset,
} from '#server/mesh/routing/destination-rules/spec.ts'
import { isSelectedBy } from '#server/mesh/routing/object-order.ts'
import type { RoutingIndexes } from '#server/mesh/routing/routing-indexes.ts'
import type { RoutingPort, RoutingService } from '#server/mesh/routing/services/routing-service.ts'

/** How the proxy connects: `AUTO` is mutual TLS to endpoints with a sidecar and plaintext to others. */
export type ClientTlsMode = 'AUTO' | 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL'

export type LoadBalancerName =
  | 'LEAST_REQUEST'
  | 'ROUND_ROBIN'
  | 'RANDOM'
  | 'RING_HASH'
  | 'MAGLEV'
  | 'PASSTHROUGH'

/** What a proxy does with requests for one port of one host or subset: Envoy's cluster, in the words of the API. */
export interface Cluster {
  /** Envoy's name: `outbound|<port>|<subset>|<host>`. */
  readonly name: string
  readonly tlsMode: ClientTlsMode
  /** Undefined: none is sent, or one for each endpoint. */
  readonly sni?: string
  readonly loadBalancer: LoadBalancerName
  readonly outlierDetection?: OutlierDetection
  readonly connectionPool: {
    /** Go's form: `10s`. */
    readonly connectTimeout: string
    readonly tcpMaxConnections?: number
    readonly http1MaxPendingRequests?: number
    readonly http2MaxRequests?: number
    readonly maxRetries?: number
  }
  /** Of the subset; empty for the whole host. */
  readonly labels: Readonly<Record<string, string>>
}

export interface ClusterFacts {
  readonly service: RoutingService
  readonly port: RoutingPort
  readonly rule: MergedRule | undefined
  readonly subset: Subset | undefined
  readonly isGateway: boolean
}

/** The cluster of a port and subset that exist (istio `pilot/pkg/networking/core/cluster_builder.go`, applyDestinationRule, buildSubsetCluster). */
export function buildCluster(indexes: RoutingIndexes, facts: ClusterFacts): Cluster {
  const { service, port, rule, subset } = facts
  const policyOf = (of: Subset | undefined) =>
    buildEffectivePolicy(rule?.trafficPolicy, of, port.number, indexes.meshConfig.defaultTrafficPolicy)
  const policy = policyOf(subset)
  const isOriginalDst =
    (service.resolution === 'passthrough' && !facts.isGateway) ||
    isPassthrough(policyOf(undefined).loadBalancer) ||
    isPassthrough(policy.loadBalancer) ||
    isPassthrough(subset?.trafficPolicy?.loadBalancer)
  const tlsMode = chooseTls(indexes, facts, policy, isOriginalDst)
  const sni = chooseSni(facts, policy.tls, tlsMode)
  return {
    name: nameCluster(service.host, port.number, subset?.name ?? ''),
    tlsMode,
    ...(sni ? { sni } : {}),
    loadBalancer: isOriginalDst ? 'PASSTHROUGH' : nameLoadBalancer(policy.loadBalancer),
    ...(policy.outlierDetection ? { outlierDetection: policy.outlierDetection } : {}),
    connectionPool: readLimits(policy),
    labels: subset?.labels ?? {},
  }
}

export function nameCluster(host: string, port: number, subset: string): string {
  return `outbound|${port}|${subset}|${host}`
}

function isPassthrough(loadBalancer: LoadBalancer | undefined): boolean {
  return loadBalancer?.simple === 'PASSTHROUGH'
}

/** applyLoadBalancer and ApplyRingHashLoadBalancer in `pilot/pkg/networking/core/cluster_traffic_policy.go`. */
function nameLoadBalancer(loadBalancer: LoadBalancer | undefined): LoadBalancerName {
  const hash = loadBalancer?.consistentHash
  if (hash) return hash.maglev ? 'MAGLEV' : 'RING_HASH'
  const simple = loadBalancer?.simple
  return simple === 'ROUND_ROBIN' || simple === 'RANDOM' ? simple : 'LEAST_REQUEST'
}

/**
 * A tls block decides alone, without a mode it disables; without a block the service's inferred mode does
 * (`pilot/pkg/networking/core/cluster_tls.go`, buildUpstreamTLSSettings and buildUpstreamClusterTLSContext).
 */
function chooseTls(
  indexes: RoutingIndexes,
  facts: ClusterFacts,
  { tls }: PolicyBlocks,
  isOriginalDst: boolean,
): ClientTlsMode {
  if (tls) return readTlsMode(tls, facts)
  const { service, rule, subset } = facts
  if (service.isMeshExternal || !indexes.meshConfig.enableAutoMtls) return 'DISABLE'
  const inferredFrom = subset ? subset.trafficPolicy : rule?.trafficPolicy
  const asksEndpoints = service.resolution === 'passthrough' || isPassthrough(inferredFrom?.loadBalancer)
  if (asksEndpoints && !haveAllSidecars(indexes, service)) return 'DISABLE'
  if (inferNamespaceMtls(indexes.snapshot)(service.namespace) === 'DISABLE') return 'DISABLE'
  return isOriginalDst ? 'ISTIO_MUTUAL' : 'AUTO'
}

function readTlsMode(tls: ClientTls, { rule, isGateway }: ClusterFacts): ClientTlsMode {
  if (tls.mode === 'ISTIO_MUTUAL') return 'ISTIO_MUTUAL'
  if (tls.mode !== 'SIMPLE' && tls.mode !== 'MUTUAL') return 'DISABLE'
  // Without a selector a sidecar's proxy is not trusted with a Secret: it speaks plaintext.
  const isSecret = tls.credentialName && !tls.credentialName.startsWith('configmap://')
  if (isSecret && !isGateway && !rule?.selector) return 'DISABLE'
  // Client certificates that are not there leave the connection without TLS.
  const hasOwnFiles = tls.credentialName || (tls.clientCertificate && tls.privateKey)
  return tls.mode === 'MUTUAL' && !hasOwnFiles ? 'DISABLE' : tls.mode
}

function chooseSni({ service, port, subset }: ClusterFacts, tls: ClientTls | undefined, mode: ClientTlsMode) {
  if (mode === 'AUTO' || mode === 'DISABLE') return undefined
  if (tls?.sni || mode !== 'ISTIO_MUTUAL') return tls?.sni
  return `outbound_.${port.number}_.${subset?.name ?? ''}_.${service.host}`
}

/** Without endpoints there is nobody to speak TLS with. */
function haveAllSidecars({ snapshot }: RoutingIndexes, service: RoutingService): boolean {
  if (Object.keys(service.selector).length === 0) return false
  const selected = listWorkloadsOfNamespace(snapshot, service.namespace).filter(({ labels }) =>
    isSelectedBy(service.selector, labels),
  )
  return selected.length > 0 && selected.every(({ mode }) => mode === 'sidecar')
}

/** 0 means no limit (applyConnectionPool, `pilot/pkg/networking/core/cluster_traffic_policy.go`); 10 s is the mesh's default. */
function readLimits({ connectionPool }: PolicyBlocks): Cluster['connectionPool'] {
  const { tcp, http } = connectionPool ?? {}
  return {
    connectTimeout: tcp?.connectTimeout ?? '10s',
    ...(tcp?.maxConnections ? { tcpMaxConnections: tcp.maxConnections } : {}),
    ...(http?.http1MaxPendingRequests ? { http1MaxPendingRequests: http.http1MaxPendingRequests } : {}),
    ...(http?.http2MaxRequests ? { http2MaxRequests: http.http2MaxRequests } : {}),
    ...(http?.maxRetries ? { maxRetries: http.maxRetries } : {}),
  }
}
