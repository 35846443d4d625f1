import type { Report } from '#server/mesh/graph/choose-reports.ts'
import { isKnown, type Protocol, unknown } from '#server/mesh/graph/types.ts'
import { isExported } from '#server/mesh/objects/services.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

type Labels = Readonly<Record<string, string>>

/** The node that a graph is asked around, as telemetry names it. */
export interface Around {
  readonly kind: 'workload' | 'app' | 'service' | 'operation'
  readonly namespace: string
  readonly name: string
  /** Only this version of an app. */
  readonly version?: string | undefined
  /** Only this service's operation. */
  readonly service?: string | undefined
  readonly cluster?: string | undefined
  /** What telemetry calls a ServiceEntry, and whose calls to it are meant; undefined for all callers. */
  readonly entry?: { readonly hosts: readonly string[]; readonly callers: string | undefined }
  /** A waypoint proxy, of whose connections the ztunnels on the other sides tell. */
  readonly isWaypoint: boolean
}

/**
 * What the cluster's objects add to a node that is asked about: a ServiceEntry's hosts, and whether it is a waypoint. An
 * entry stands in every namespace it is exported to (see fold-service-entries.ts); in its own it answers to all callers.
 */
export function describeAround(
  node: Omit<Around, 'entry' | 'isWaypoint'>,
  snapshot: MeshSnapshot,
  isWaypoint: (cluster: string, namespace: string, name: string) => boolean,
): Around {
  const { kind, namespace, name, cluster = snapshot.cluster } = node
  const around: Around = {
    ...node,
    isWaypoint: kind !== 'service' && isWaypoint(cluster, namespace, name),
  }
  if (kind !== 'service' || snapshot.find('Service', namespace, name)) return around
  const named = snapshot.all('ServiceEntry').filter((entry) => entry.metadata.name === name)
  const own = named.find((entry) => entry.metadata.namespace === namespace)
  const entry = own ?? named.find((one) => isExported(one, namespace))
  if (!entry) return around
  const hosts = entry.spec.hosts ?? []
  // Telemetry may know an internal entry by its host's first label alone.
  const first =
    entry.spec.location === 'MESH_INTERNAL' ? hosts.map((host) => host.split('.', 1)[0] ?? '') : []
  return { ...around, entry: { hosts: [...hosts, ...first], callers: own ? undefined : namespace } }
}

const intoNode = 0
const intoNodeSeenByClient = 1
const outOfNode = 2

/**
 * Which reports a graph around a node is made of (Kiali: graph/telemetry/istio/istio.go, buildNodeTrafficMap and
 * buildAggregateNodeTrafficMap): what came in as the server's side saw it, what went out as the client's side did. So what
 * a caller alone saw fail is not in the graph around the called, but:
 *
 * - into an ambient namespace the client's side counts too, for a gateway without a waypoint has no other witness;
 * - to a service, what nothing answered is told by the client's side alone. A service sends nothing;
 * - to an operation, what was answered, which is when it is known;
 * - of a waypoint's connections the ztunnels at the other end tell, for it has none of its own.
 *
 * One key for all, because there is one graph: of two reports of one request the lower rank is believed.
 */
export function chooseReportsAround(
  labels: Labels,
  protocol: Protocol,
  { around, isAmbient }: { readonly around: Around; readonly isAmbient: boolean },
): Report[] {
  const { namespace } = around
  const [byServer, byClient] = listSides(labels, protocol, around)
  const report = (rank: number): Report[] => [{ namespace, rank }]
  if (around.kind === 'operation') return byServer && isOperation(labels, around) ? report(intoNode) : []
  if (isInto(labels, around)) {
    if (byServer) return report(intoNode)
    const nobodyElse = around.kind === 'service' ? isUnanswered(labels) : isAmbient && protocol !== 'tcp'
    if (byClient && nobodyElse) return report(intoNodeSeenByClient)
  }
  return byClient && isOutOf(labels, around) ? report(outOfNode) : []
}

/** Waypoints speak for both sides of a request; of bytes the end that is asked about speaks alone. */
function listSides(
  labels: Labels,
  protocol: Protocol,
  { kind, isWaypoint }: Around,
): readonly [boolean, boolean] {
  const { reporter } = labels
  if (protocol !== 'tcp' || kind === 'service') return [reporter !== 'source', reporter !== 'destination']
  return isWaypoint
    ? [reporter !== 'destination', reporter !== 'source']
    : [reporter === 'destination', reporter === 'source']
}

/** Whether a series tells of a call of the node, whoever reports it. */
export function isOutOf(labels: Labels, { kind, namespace, name, version, cluster }: Around): boolean {
  if (kind === 'service' || kind === 'operation') return false
  if (labels['source_workload_namespace'] !== namespace || !isIn(cluster, labels['source_cluster']))
    return false
  if (kind === 'workload') return labels['source_workload'] === name
  if (version !== undefined && labels['source_canonical_revision'] !== version) return false
  return labels['source_canonical_service'] === name
}

function isInto(labels: Labels, around: Around): boolean {
  const { kind, namespace, name, version, cluster } = around
  if (!isIn(cluster, labels['destination_cluster'])) return false
  if (kind === 'service') return isForService(labels, around)
  const of = labels['destination_workload_namespace']
  if ((isKnown(of) ? of : labels['destination_service_namespace']) !== namespace) return false
  if (kind === 'workload') return labels['destination_workload'] === name
  if (version !== undefined && labels['destination_canonical_revision'] !== version) return false
  return labels['destination_canonical_service'] === name
}

function isForService(labels: Labels, { namespace, name, entry }: Around): boolean {
  if (entry)
    return (
      entry.hosts.includes(labels['destination_service_name'] ?? '') &&
      (entry.callers === undefined || labels['source_workload_namespace'] === entry.callers)
    )
  return labels['destination_service']?.startsWith(`${name}.${namespace}.`) === true
}

function isOperation(labels: Labels, { namespace, name, service, cluster }: Around): boolean {
  return (
    labels['request_operation'] === name &&
    labels['destination_service_namespace'] === namespace &&
    (service === undefined || labels['destination_service_name'] === service) &&
    isIn(cluster, labels['destination_cluster'])
  )
}

function isUnanswered(labels: Labels): boolean {
  return labels['destination_workload'] === unknown
}

/** A label that names no cluster contradicts none. */
function isIn(cluster: string | undefined, label: string | undefined): boolean {
  return cluster === undefined || !isKnown(label) || label === cluster
}
