import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { PolicyBlocks, Subset, TrafficPolicy } from '#server/mesh/routing/destination-rules/spec.ts'

/** Settings of a port replace the whole policy, blocks that they leave out too (istio `pilot/pkg/networking/util/util.go`, GetPortLevelTrafficPolicy). */
function cutToPort(
  policy: TrafficPolicy | undefined,
  port: number,
): { readonly policy: PolicyBlocks | undefined; readonly isOfPort: boolean } {
  const ofPort = policy?.portLevelSettings?.find((settings) => settings.port?.number === port)
  return ofPort ? { policy: ofPort, isOfPort: true } : { policy, isOfPort: false }
}

/**
 * The blocks that hold for a port of a host, or of one of its subsets. A subset's blocks override the host's one by
 * one, its settings of the port all of them; the mesh's defaults fill connectionPool and outlierDetection of the host
 * (istio `pilot/pkg/networking/core/cluster_traffic_policy.go`, applyDefaultTrafficPolicy, and
 * `pilot/pkg/networking/util/util.go`, MergeSubsetTrafficPolicy).
 */
export function buildEffectivePolicy(
  hostPolicy: TrafficPolicy | undefined,
  subset: Subset | undefined,
  port: number,
  defaults: MeshConfig['defaultTrafficPolicy'],
): PolicyBlocks {
  const ofHost = pickBlocks({ ...defaults, ...pickBlocks(cutToPort(hostPolicy, port).policy) })
  if (!subset?.trafficPolicy) return ofHost
  const { policy, isOfPort } = cutToPort(subset.trafficPolicy, port)
  return isOfPort ? pickBlocks(policy) : { ...ofHost, ...pickBlocks(policy) }
}

/** The blocks that are set, and nothing else. */
function pickBlocks(policy: PolicyBlocks | undefined): PolicyBlocks {
  const { connectionPool, outlierDetection, loadBalancer, tls } = policy ?? {}
  return {
    ...(connectionPool ? { connectionPool } : {}),
    ...(outlierDetection ? { outlierDetection } : {}),
    ...(loadBalancer ? { loadBalancer } : {}),
    ...(tls ? { tls } : {}),
  }
}
