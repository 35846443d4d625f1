import type { EnforcingProxy } from '#server/mesh/authorization/attach-policies.ts'
import { type Authorizer, buildAuthorizer } from '#server/mesh/authorization/build-authorizer.ts'
import { buildTokenCheck } from '#server/mesh/authorization/build-token-check.ts'
import { buildZtunnelAuthorizer } from '#server/mesh/authorization/build-ztunnel-authorizer.ts'
import { type AmbientMtls, buildAmbientMtls } from '#server/mesh/mtls/build-ambient-mtls.ts'
import { buildWorkloadMtls, type WorkloadMtls } from '#server/mesh/mtls/build-workload-mtls.ts'
import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import { indexServices, type ServiceIndex } from '#server/mesh/objects/services.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import { indexRouting, type Routing } from '#server/mesh/routing/routing.ts'

/** A configured mesh, ready to be asked who may talk to whom; each part is worked out once. */
export interface AccessFacts {
  readonly snapshot: MeshSnapshot
  readonly meshConfig: MeshConfig
  readonly routing: Routing
  readonly services: ServiceIndex
  /** Of a sidecar or a gateway. */
  findAuthorizer(workload: Workload): Authorizer
  findWaypointAuthorizer(waypoint: Workload, service: ServiceName): Authorizer
  findZtunnelAuthorizer(workload: Workload): Authorizer
  findMtls(workload: Workload): WorkloadMtls
  findAmbientMtls(workload: Workload): AmbientMtls
  checkToken(workload: Workload): TokenCheck
  checkWaypointToken(waypoint: Workload, service: ServiceName): TokenCheck
}

export type TokenCheck = ReturnType<typeof buildTokenCheck>

export interface ServiceName {
  readonly namespace: string
  readonly name: string
}

const known = new WeakMap<MeshSnapshot, WeakMap<MeshConfig, AccessFacts>>()

/** The facts of a snapshot, kept with it. */
export function indexAccess(snapshot: MeshSnapshot, meshConfig: MeshConfig): AccessFacts {
  const byConfig = known.get(snapshot) ?? new WeakMap<MeshConfig, AccessFacts>()
  known.set(snapshot, byConfig)
  const facts = byConfig.get(meshConfig) ?? buildFacts(snapshot, meshConfig)
  byConfig.set(meshConfig, facts)
  return facts
}

function buildFacts(snapshot: MeshSnapshot, meshConfig: MeshConfig): AccessFacts {
  const findAuthorizer = remember((workload: Workload) =>
    buildAuthorizer({ snapshot, meshConfig, proxy: workload }),
  )
  const waypoints = new Map<string, Authorizer>()
  return {
    snapshot,
    meshConfig,
    get routing() {
      return indexRouting(snapshot, meshConfig)
    },
    services: indexServices(snapshot),
    findAuthorizer,
    findWaypointAuthorizer: (waypoint, service) => {
      const key = `${waypoint.namespace}/${waypoint.name} ${service.namespace}/${service.name}`
      const authorizer =
        waypoints.get(key) ??
        buildAuthorizer({ snapshot, meshConfig, proxy: describeWaypoint(waypoint, service) })
      waypoints.set(key, authorizer)
      return authorizer
    },
    findZtunnelAuthorizer: remember((workload: Workload) => buildZtunnelAuthorizer(snapshot, workload)),
    findMtls: remember((workload: Workload) => buildWorkloadMtls(snapshot, workload)),
    findAmbientMtls: remember((workload: Workload) => buildAmbientMtls(snapshot, workload)),
    checkWaypointToken: (waypoint, service) => buildTokenCheck(snapshot, describeWaypoint(waypoint, service)),
    checkToken: remember((workload: Workload) => buildTokenCheck(snapshot, workload)),
  }
}

function describeWaypoint({ namespace, labels }: Workload, service: ServiceName): EnforcingProxy {
  return {
    namespace,
    labels,
    waypoint: { serves: [{ kind: 'Service', namespace: service.namespace, name: service.name }] },
  }
}

function remember<Key extends object, Value extends object>(build: (key: Key) => Value): (key: Key) => Value {
  const values = new WeakMap<Key, Value>()
  return (key) => {
    const value = values.get(key) ?? build(key)
    values.set(key, value)
    return value
  }
}
