import type { Reason } from '#server/mesh/health/types.ts'
import { matchesSelector } from '#server/mesh/objects/select-namespaces.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'
import type { GatewaySpec } from '#server/mesh/routing/gateway-api/spec.ts'

interface ServedService {
  readonly namespace: string
  readonly name: string
}

interface FoundWaypoint {
  readonly namespace: string
  readonly name: string
  /** Absent where nothing of that name runs: callers then go straight to the workloads. */
  readonly workload?: Workload
}

/** A waypoint that what is for a service goes through, or a part of it. */
interface WaypointShare extends FoundWaypoint {
  /** More than 0; 100 where it is the only one. */
  readonly percent: number
}

interface ServiceWaypoints {
  /** None where istiod takes the waypoint that is asked for for none. */
  readonly shares: readonly WaypointShare[]
  /** Why one that is asked for gets nothing, and whose word the shares are. */
  readonly reasons: readonly Reason[]
}

const useLabel = 'istio.io/use-waypoint'
const namespaceLabel = 'istio.io/use-waypoint-namespace'
const canaryLabel = 'istio.io/use-waypoint-canary'
const canaryNamespaceLabel = 'istio.io/use-waypoint-canary-namespace'
const canaryWeight = 'istio.io/use-waypoint-canary-weight'
const forLabel = 'istio.io/waypoint-for'

type Texts = Readonly<Record<string, string>>
interface Marks {
  readonly labels: Texts
  readonly annotations: Texts
}

/** The waypoint before a service that its first label asks for, whether or not a canary shares with it. */
export function findServiceWaypoint(
  snapshot: MeshSnapshot,
  service: ServedService,
): FoundWaypoint | undefined {
  const name = chooseWaypoint(snapshot, service)?.name
  const found = name && resolve(snapshot, name, service.namespace)
  return found && !('fault' in found) ? found.waypoint : undefined
}

/**
 * The waypoints before a service: by the label of the Service, else of its namespace; `none` opts out, and a label of the
 * Service whose waypoint is missing does not fall back to the namespace's. A canary of the same level takes its weight of
 * the traffic (0 where none is written); one that is wrong in any way gets nothing, and the first takes all (istio 1.31.1
 * `pilot/pkg/serviceregistry/ambient/waypoints.go`, fetchWaypointForService and buildWeightedWaypoints). Undefined where
 * none is asked for.
 */
export function listServiceWaypoints(
  snapshot: MeshSnapshot,
  service: ServedService,
): ServiceWaypoints | undefined {
  const chosen = chooseWaypoint(snapshot, service)
  if (!chosen) return undefined
  const primary = resolve(snapshot, chosen.name, service.namespace)
  if ('fault' in primary) return { shares: [], reasons: [primary.fault] }
  const whole = { shares: [{ ...primary.waypoint, percent: 100 }], reasons: [] }
  // istiod looks at the canary only when it has found the first.
  const name = primary.waypoint.workload && findCanary(chosen, service.namespace)
  if (!name) return whole
  const named = `${name.namespace}/${name.name}`
  const refuse = (fault: Reason) => ({ ...whole, reasons: [fault] })
  if (named === `${chosen.name.namespace}/${chosen.name.name}`)
    return refuse({ code: 'access-canary-same', params: { waypoint: named } })
  const weight = readWeight(chosen)
  if (weight === undefined) return refuse({ code: 'access-canary-weight', params: { waypoint: named } })
  const canary = resolve(snapshot, name, service.namespace)
  if ('fault' in canary) return refuse(canary.fault)
  if (!canary.waypoint.workload) return refuse({ code: 'access-canary-missing', params: { waypoint: named } })
  const shares = [
    { ...primary.waypoint, percent: 100 - weight },
    { ...canary.waypoint, percent: weight },
  ]
  return { shares: shares.filter(({ percent }) => percent > 0), reasons: [] }
}

interface Chosen {
  readonly name: ServedService
  readonly own: Marks
  /** Of the namespace, where the service itself asks for no waypoint: marks of a canary are taken from the same level. */
  readonly inherited: Marks | undefined
}

function chooseWaypoint(snapshot: MeshSnapshot, { namespace, name }: ServedService): Chosen | undefined {
  const own = snapshot.find('Service', namespace, name)?.metadata ?? bare
  const ofNamespace = snapshot.find('Namespace', '', namespace)?.metadata ?? bare
  const isOwn = own.labels[useLabel] !== undefined
  const { labels } = isOwn ? own : ofNamespace
  const waypoint = labels[useLabel]
  if (waypoint === undefined || waypoint === 'none') return undefined
  return {
    name: { namespace: labels[namespaceLabel] ?? namespace, name: waypoint },
    own,
    inherited: isOwn ? undefined : ofNamespace,
  }
}

const bare: Marks = { labels: {}, annotations: {} }

function findCanary({ own, inherited }: Chosen, namespace: string): ServedService | undefined {
  const { labels } = own.labels[canaryLabel] === undefined && inherited ? inherited : own
  const name = labels[canaryLabel]
  if (!name || name === 'none') return undefined
  return { namespace: labels[canaryNamespaceLabel] ?? namespace, name }
}

/** Percent; undefined for what is no whole number from 0 to 100 (Go's strconv.Atoi). */
function readWeight({ own, inherited }: Chosen): number | undefined {
  const text = own.annotations[canaryWeight] ?? inherited?.annotations[canaryWeight] ?? '0'
  const weight = /^[+-]?\d+$/.test(text) ? Number(text) : -1
  return weight >= 0 && weight <= 100 ? weight : undefined
}

function resolve(
  snapshot: MeshSnapshot,
  { namespace, name }: ServedService,
  from: string,
): { readonly waypoint: FoundWaypoint } | { readonly fault: Reason } {
  const gateway = snapshot.find('Gateway', namespace, name)
  const params = { waypoint: `${namespace}/${name}` }
  if (gateway && !mayAttach(snapshot, gateway, from))
    return { fault: { code: 'access-waypoint-denied', params } }
  const traffic = gateway ? readTraffic(snapshot, gateway) : 'service'
  if (traffic !== 'service' && traffic !== 'all')
    return { fault: { code: 'access-waypoint-traffic', params: { ...params, traffic } } }
  const workload = listWorkloadsOfNamespace(snapshot, namespace).find(
    (one) =>
      one.role === 'waypoint' && (one.labels['gateway.networking.k8s.io/gateway-name'] ?? one.name) === name,
  )
  return { waypoint: { namespace, name, ...(workload ? { workload } : {}) } }
}

/** What it takes: by its own label, else its class's, else what is for services (gatewayToWaypointTransform, ibid.). */
function readTraffic(snapshot: MeshSnapshot, { metadata, spec }: ObjectOf<'Gateway'>): string {
  const ofClass = snapshot.find('GatewayClass', '', spec.gatewayClassName)?.metadata.labels[forLabel]
  return metadata.labels[forLabel] ?? ofClass ?? 'service'
}

/** By the routes that its HBONE listener allows; without one its own namespace alone (makeAllowedRoutes, ibid.). */
function mayAttach(snapshot: MeshSnapshot, gateway: ObjectOf<'Gateway'>, namespace: string): boolean {
  // The generated model spells the same fields as unions; GatewaySpec lists those that are read, all optional.
  const { listeners = [] } = gateway.spec as GatewaySpec
  const hbone = listeners.find(({ protocol, port }) => protocol === 'HBONE' && port === 15_008)
  const { from = 'Same', selector } = hbone?.allowedRoutes?.namespaces ?? {}
  if (from === 'All') return true
  if (from !== 'Selector') return gateway.metadata.namespace === namespace
  const labels = snapshot.find('Namespace', '', namespace)?.metadata.labels ?? {}
  return selector !== undefined && matchesSelector(selector, labels)
}
