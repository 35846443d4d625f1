import { type Authorizer, buildAuthorizer } from '#server/mesh/authorization/build-authorizer.ts'
import { buildZtunnelAuthorizer } from '#server/mesh/authorization/build-ztunnel-authorizer.ts'
import { buildAmbientMtls } from '#server/mesh/mtls/build-ambient-mtls.ts'
import { buildWorkloadMtls, readPortMtls } from '#server/mesh/mtls/build-workload-mtls.ts'
import type { MtlsMode } from '#server/mesh/mtls/peer-authentication.ts'
import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { findWorkload, listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'
import type { Demand, WorkloadRef } from '#server/mesh/prediction/demand.ts'
import type { OutlierDetection } from '#server/mesh/routing/destination-rules/spec.ts'
import { buildProxyClient } from '#server/mesh/routing/proxy-client.ts'
import { indexRouting, type Routing } from '#server/mesh/routing/routing.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'

/** The configured mesh at one moment, as the pure core reads it; each answer is worked out once. */
export interface MeshFacts {
  readonly snapshot: MeshSnapshot
  readonly routing: Routing
  /** The pods that the client's proxy still sends to. */
  readonly keepHealthy: KeepHealthy
  findWorkload(ref: WorkloadRef): Workload | undefined
  /** The proxy in front of a workload's requests; undefined where it has none. */
  findClient(ref: WorkloadRef): ProxyClient | undefined
  /** The workloads behind a Service that have ready pods, and how many each; `labels` of a subset narrow them. */
  listEndpoints(
    namespace: string,
    name: string,
    labels: Readonly<Record<string, string>>,
  ): readonly Endpoint[]
  /** The port of the workload behind a port of its Service. */
  readTargetPort(namespace: string, name: string, port: number): number
  /** What a workload's own proxy takes on a port; undefined where it has no sidecar. */
  readServerMtls(workload: Workload, port: number): MtlsMode | undefined
  findAuthorizer(workload: Workload): Authorizer
  /** The waypoint that stands before the services of a namespace. */
  findWaypoint(namespace: string): Workload | undefined
  /** What a waypoint decides about requests for a service. */
  findWaypointAuthorizer(waypoint: Workload, service: { namespace: string; name: string }): Authorizer
  findZtunnelAuthorizer(workload: Workload): Authorizer
  /** Whether the ztunnel of a workload takes plain text on a port. */
  takesPlaintext(workload: Workload, port: number): boolean
}

export interface Endpoint {
  readonly workload: Workload
  readonly pods: number
}

/** Which pods are left of those that a rule of outlier detection judges. */
export type KeepHealthy = (
  demand: Demand,
  endpoints: readonly Endpoint[],
  outlier: OutlierDetection | undefined,
) => readonly Endpoint[]

/** @param keepHealthy who knows how pods answer; all of them are sent to when absent */
export function buildMeshFacts(
  snapshot: MeshSnapshot,
  meshConfig: MeshConfig,
  keepHealthy: KeepHealthy = (_demand, endpoints) => endpoints,
): MeshFacts {
  const authorizers = new Map<Workload, Authorizer>()
  const ztunnels = new Map<Workload, Authorizer>()
  const waypoints = new Map<string, Authorizer>()
  const modes = new Map<Workload, ReturnType<typeof buildWorkloadMtls>>()
  const endpoints = new Map<string, readonly Endpoint[]>()
  const remember = <Key, Value>(known: Map<Key, Value>, key: Key, build: () => Value): Value => {
    const found = known.get(key) ?? build()
    known.set(key, found)
    return found
  }
  const find = ({ namespace, workload }: WorkloadRef) => findWorkload(snapshot, namespace, workload)
  return {
    snapshot,
    routing: indexRouting(snapshot, meshConfig),
    keepHealthy,
    findWorkload: find,
    findClient: (ref) => {
      const workload = find(ref)
      return workload && buildProxyClient(workload)
    },
    listEndpoints: (namespace, name, labels) =>
      remember(endpoints, JSON.stringify([namespace, name, Object.entries(labels)]), () =>
        listReady(snapshot, { namespace, name, labels }),
      ),
    readTargetPort: (namespace, name, port) => {
      const ports = snapshot.find('Service', namespace, name)?.spec.ports ?? []
      const target = ports.find((one) => one.port === port)?.targetPort
      return typeof target === 'number' ? target : port
    },
    readServerMtls: (workload, port) =>
      workload.mode === 'sidecar'
        ? readPortMtls(
            remember(modes, workload, () => buildWorkloadMtls(snapshot, workload)),
            port,
          ).mode
        : undefined,
    findAuthorizer: (workload) =>
      remember(authorizers, workload, () => buildAuthorizer({ snapshot, meshConfig, proxy: workload })),
    findWaypoint: (namespace) =>
      listWorkloadsOfNamespace(snapshot, namespace).find(({ role }) => role === 'waypoint'),
    findWaypointAuthorizer: ({ namespace, name, labels }, service) =>
      remember(waypoints, JSON.stringify([namespace, name, service.namespace, service.name]), () =>
        buildAuthorizer({
          snapshot,
          meshConfig,
          proxy: { namespace, labels, waypoint: { serves: [{ kind: 'Service', ...service }] } },
        }),
      ),
    findZtunnelAuthorizer: (workload) =>
      remember(ztunnels, workload, () => buildZtunnelAuthorizer(snapshot, workload)),
    takesPlaintext: (workload, port) => buildAmbientMtls(snapshot, workload).allowsPlaintext(port),
  }
}

function listReady(
  snapshot: MeshSnapshot,
  facts: { namespace: string; name: string; labels: Readonly<Record<string, string>> },
): readonly Endpoint[] {
  const selector = snapshot.find('Service', facts.namespace, facts.name)?.spec.selector
  if (!selector || Object.keys(selector).length === 0) return []
  const wanted = Object.entries({ ...selector, ...facts.labels })
  return listWorkloadsOfNamespace(snapshot, facts.namespace)
    .filter(({ labels }) => wanted.every(([label, value]) => labels[label] === value))
    .map((workload) => ({ workload, pods: countReady(workload) }))
    .filter(({ pods }) => pods > 0)
}

/** What EndpointSlices hold is the pods that are ready, whatever their owner has noticed. */
export function countReady({ pods }: Workload): number {
  return pods.filter(({ status }) => status.ready).length
}
