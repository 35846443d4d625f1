import type { Enrich } from '#server/mesh/graph/enrich/graph-facts.ts'
import type { GraphNode, NodeFlag } from '#server/mesh/graph/types.ts'
import { type MeshSnapshot, memoBySnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

/**
 * Marks what VirtualServices and DestinationRules do to a node: `virtualService` and its kinds on services, and
 * `circuitBreaker` on services and on the workloads and apps behind them. Every object that routes to the service counts,
 * where Kiali takes the first (istio_details.go).
 */
export const markIstioConfig: Enrich = (graph, { snapshot, labels }) => {
  const routes = indexRoutes(snapshot)
  const breakers = indexBreakers(snapshot)
  if (routes.size === 0 && breakers.size === 0) return graph
  for (const node of graph.nodes.values()) {
    if (node.kind === 'unknown' || node.kind === 'operation') continue
    const names = namesOf(node)
    if (node.kind === 'service')
      for (const name of names) for (const flag of routes.get(name) ?? []) node.flags.add(flag)
    if (names.some((name) => breakers.get(name)?.some((rule) => breaks(rule, node, labels.version))))
      node.flags.add('circuitBreaker')
  }
  return graph
}

/** The services that a node is or stands behind, as `namespace/name`; of a ServiceEntry its hosts. */
function namesOf(node: GraphNode): readonly string[] {
  if (node.serviceEntry) return node.serviceEntry.hosts
  return node.kind === 'service' ? [`${node.namespace}/${node.service ?? ''}`] : [...node.services]
}

/**
 * A host as rules of a namespace mean it: a short name is of the rule's own namespace (istio.io/docs, VirtualService,
 * Destination); `name.namespace.svc…` is a service, anything else a ServiceEntry's host.
 */
function nameHost(host: string, namespace: string): string {
  if (!host.includes('.')) return `${namespace}/${host}`
  const [name, other, svc] = host.split('.', 3)
  return svc === 'svc' ? `${other}/${name}` : host
}

const indexRoutes = memoBySnapshot((snapshot: MeshSnapshot): ReadonlyMap<string, ReadonlySet<NodeFlag>> => {
  const index = new Map<string, Set<NodeFlag>>()
  const mark = (host: string | undefined, namespace: string, flags: readonly NodeFlag[]): void => {
    if (!host) return
    const name = nameHost(host, namespace)
    const known = index.get(name) ?? new Set<NodeFlag>()
    for (const flag of flags) known.add(flag)
    index.set(name, known)
  }
  for (const service of snapshot.all('VirtualService')) {
    const { namespace } = service.metadata
    const flags = readFlags(service)
    const hosts = [
      ...(service.spec.hosts ?? []).filter((host) => host !== '*'),
      ...listRoutes(service).flatMap((route) => route.map(({ destination }) => destination?.host)),
    ]
    for (const host of new Set(hosts)) mark(host, namespace, flags)
  }
  return index
})

type VirtualService = ObjectOf<'VirtualService'>

function listRoutes({ spec }: VirtualService): readonly { destination?: { host: string } }[][] {
  return [...(spec.http ?? []), ...(spec.tcp ?? []), ...(spec.tls ?? [])].map(({ route }) => route ?? [])
}

function readFlags({ spec }: VirtualService): readonly NodeFlag[] {
  const flags: NodeFlag[] = ['virtualService']
  const http = spec.http ?? []
  const streams = [...(spec.tcp ?? []), ...(spec.tls ?? [])]
  if (http.length + streams.length > 0) flags.push('requestRouting')
  if (http.some(({ fault }) => fault)) flags.push('faultInjection')
  if (http.some(({ mirror, mirrors }) => mirror ?? mirrors?.length)) flags.push('mirroring')
  if (http.some(({ timeout }) => timeout)) flags.push('requestTimeout')
  if (http.some(({ route }) => (route?.length ?? 0) > 1)) flags.push('trafficShifting')
  if (streams.some(({ route }) => (route?.length ?? 0) > 1)) flags.push('tcpTrafficShifting')
  return flags
}

type DestinationRule = ObjectOf<'DestinationRule'>

const indexBreakers = memoBySnapshot(
  (snapshot: MeshSnapshot): ReadonlyMap<string, readonly DestinationRule[]> =>
    Map.groupBy(
      snapshot
        .all('DestinationRule')
        .filter(({ spec }) => isBreaker(spec) || spec.subsets?.some((subset) => isBreaker(subset))),
      ({ spec, metadata }) => nameHost(spec.host ?? '', metadata.namespace),
    ),
)

function isBreaker({ trafficPolicy }: { trafficPolicy?: object | undefined }): boolean {
  return (
    trafficPolicy !== undefined && ('connectionPool' in trafficPolicy || 'outlierDetection' in trafficPolicy)
  )
}

/** A subset's policy is for its version alone; a node without one stands for all. */
function breaks({ spec }: DestinationRule, node: GraphNode, versionLabels: readonly string[]): boolean {
  if (isBreaker(spec)) return true
  return (spec.subsets ?? []).some((subset) => {
    const version = versionLabels.map((label) => subset.labels?.[label]).find(Boolean)
    return isBreaker(subset) && (node.version === undefined || version === node.version)
  })
}
