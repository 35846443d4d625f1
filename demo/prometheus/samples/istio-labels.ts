import type { World, WorldCall, WorldWorkload } from '#demo/world/types.ts'

export type Reporter = WorldCall['reporters'][number]
export type WorkloadIndex = ReadonlyMap<string, WorldWorkload>

export function indexWorkloads(world: World): WorkloadIndex {
  return new Map(world.workloads.map((workload) => [`${workload.namespace}/${workload.name}`, workload]))
}

/** Who reports is a proxy of its own kind: ztunnel for an ambient workload's connections, Envoy for all else. */
export function isZtunnel(call: WorldCall, reporter: Reporter, workloads: WorkloadIndex): boolean {
  if (call.protocol !== 'tcp' || reporter === 'waypoint') return false
  const side = reporter === 'source' ? call.source : call.destination
  return side !== undefined && workloads.get(`${side.namespace}/${side.workload}`)?.dataPlane === 'ambient'
}

/**
 * The labels of Istio's standard metrics for one call as one reporter writes them (istio.io/docs/reference/config/
 * metrics; ztunnel's src/telemetry for its own): `unknown` where a side cannot be named, principals only over mTLS,
 * `connection_security_policy` only where the connection ends. Outcome labels are not among them.
 */
export function buildCallLabels(
  world: World,
  workloads: WorkloadIndex,
  call: WorldCall,
  reporter: Reporter,
): Record<string, string> {
  const mutual = call.security === 'mutual_tls'
  const source = call.source && workloads.get(`${call.source.namespace}/${call.source.workload}`)
  const destination =
    call.destination && workloads.get(`${call.destination.namespace}/${call.destination.workload}`)
  return {
    reporter,
    request_protocol: call.protocol,
    connection_security_policy: buildSecurity(mutual, reporter, isZtunnel(call, reporter, workloads)),
    ...buildSide('source', world, source, mutual && destination !== undefined),
    ...buildSide('destination', world, destination, mutual),
    destination_service: call.service.host,
    destination_service_name: call.service.name,
    destination_service_namespace: call.service.namespace,
    ...(call.operation && { request_operation: call.operation }),
  }
}

/** ztunnel says `mutual_tls` at both ends and never `none`; an Envoy client never knows (istio.md §5.1, §5.2). */
function buildSecurity(mutual: boolean, reporter: Reporter, ztunnel: boolean): string {
  if (ztunnel) return mutual ? 'mutual_tls' : 'unknown'
  if (reporter === 'source') return 'unknown'
  return mutual ? 'mutual_tls' : 'none'
}

function buildSide(
  side: 'source' | 'destination',
  world: World,
  workload: WorldWorkload | undefined,
  mutual: boolean,
): Record<string, string> {
  const revision = workload ? workload.version || 'latest' : 'unknown'
  const app = workload?.app ?? 'unknown'
  const principal =
    workload && mutual
      ? `spiffe://${world.trustDomain}/ns/${workload.namespace}/sa/${workload.serviceAccount}`
      : 'unknown'
  return {
    [`${side}_app`]: app,
    [`${side}_canonical_revision`]: revision,
    [`${side}_canonical_service`]: app,
    [`${side}_cluster`]: workload ? world.cluster : 'unknown',
    [`${side}_principal`]: principal,
    [`${side}_version`]: revision,
    [`${side}_workload`]: workload?.name ?? 'unknown',
    [`${side}_workload_namespace`]: workload?.namespace ?? 'unknown',
  }
}
