import type { Ends } from '#server/mesh/graph/read-series.ts'
import { type GraphNode, isKnown, type NodeKind, unknown, type View } from '#server/mesh/graph/types.ts'

const passthroughService = 'PassthroughCluster'
const blackHoleService = 'BlackHoleCluster'

/** Istio's word for a workload without a version (`service.istio.io/canonical-revision`). */
const noVersion = 'latest'

interface Labels {
  readonly cluster: string
  readonly namespace: string
  readonly serviceNamespace: string
  readonly service: string
  readonly workload: string
  readonly app: string
  readonly version: string
}

/** What a node is, before it is one: enough to find it, and to make it when it is not there yet. */
export interface Identity {
  readonly id: string
  readonly kind: NodeKind
  readonly labels: Labels
}

export function identifySource(ends: Ends, view: View, isWaypoint: boolean): Identity | undefined {
  return identify(
    {
      cluster: ends.sourceCluster,
      namespace: ends.sourceNamespace,
      serviceNamespace: ends.sourceNamespace,
      service: '',
      workload: ends.sourceWorkload,
      app: isWaypoint ? '' : ends.sourceApp,
      version: ends.sourceVersion,
    },
    view,
  )
}

export function identifyTarget(ends: Ends, view: View, isWaypoint: boolean): Identity | undefined {
  return identify(
    {
      cluster: ends.cluster,
      namespace: ends.namespace,
      serviceNamespace: ends.serviceNamespace,
      service: ends.service,
      workload: ends.workload,
      app: isWaypoint ? '' : ends.app,
      version: ends.version,
    },
    view,
  )
}

/**
 * The service that stands between, where services are asked for; none where nothing names it, where the traffic passed
 * through unrouted (kiali#4488), and beside a waypoint, which is no part of a service.
 */
export function identifyService(ends: Ends): Identity | undefined {
  if (!isKnown(ends.service) || ends.service === passthroughService) return undefined
  return identifyServiceNode(ends.cluster, ends.serviceNamespace, ends.service)
}

export function identifyServiceNode(cluster: string, namespace: string, service: string): Identity {
  const labels = {
    cluster,
    namespace,
    serviceNamespace: namespace,
    service,
    workload: '',
    app: '',
    version: '',
  }
  return { id: `service|${cluster}|${namespace}|${service}`, kind: 'service', labels }
}

/**
 * Which node a series means (Kiali's rules: graph/types.go, Id). The workload's namespace goes before the service's. In
 * the app views a node is its canonical service, in the versioned one each workload of it, so that wrong labels do not
 * merge workloads; what has neither is its service. All unknown: one source per cluster, one target per namespace.
 * undefined: the series names nothing that this view could draw.
 */
export function identify(labels: Labels, view: View): Identity | undefined {
  const { cluster, workload, app, service } = labels
  const namespace = isKnown(labels.namespace) ? labels.namespace : labels.serviceNamespace
  const known = { ...labels, namespace }
  if (namespace === unknown && workload === unknown && app === unknown && service === '')
    return { id: `unknown|${cluster}`, kind: 'unknown', labels: known }
  if (isKnown(app) && (view === 'app' || view === 'versionedApp')) {
    if (view === 'versionedApp' && isKnown(workload))
      return { id: `version|${cluster}|${namespace}|${workload}`, kind: 'app', labels: known }
    if (view === 'versionedApp' && isKnown(labels.version) && labels.version !== noVersion)
      return { id: `version|${cluster}|${namespace}|${app}|${labels.version}`, kind: 'app', labels: known }
    return { id: `app|${cluster}|${namespace}|${app}`, kind: 'app', labels: known }
  }
  if (isKnown(workload))
    return { id: `workload|${cluster}|${namespace}|${workload}`, kind: 'workload', labels: known }
  if (isKnown(service)) return identifyServiceNode(cluster, namespace, service)
  const nothing = service === unknown && !isKnown(workload) && !isKnown(app)
  return nothing ? identifyServiceNode(cluster, namespace, unknown) : undefined
}

/** Makes the node of an identity. `app` nodes of the app view stand for all their workloads and name none. */
export function createNode({ id, kind, labels }: Identity, view: View): GraphNode {
  const { cluster, namespace, workload, app, service } = labels
  const node: GraphNode = {
    id,
    kind,
    cluster,
    namespace: namespace || unknown,
    name: nameOf(kind, labels),
    services: new Set(),
    flags: new Set(),
    ...(kind === 'service' ? { service } : {}),
  }
  if (kind === 'workload' || kind === 'app') {
    if (isKnown(app)) node.app = app
    if (kind === 'workload' || view === 'versionedApp') {
      if (isKnown(workload)) node.workload = workload
      if (isKnown(labels.version) && labels.version !== noVersion) node.version = labels.version
    }
  }
  if (service === passthroughService && kind === 'service') node.flags.add('passthrough')
  if (service === blackHoleService && kind === 'service') node.flags.add('blackhole')
  return node
}

function nameOf(kind: NodeKind, { workload, app, service }: Labels): string {
  if (kind === 'workload') return workload
  if (kind === 'app') return app
  return kind === 'service' ? service : unknown
}
