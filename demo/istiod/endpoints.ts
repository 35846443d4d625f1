import type { ClusterObject, ClusterView } from '#demo/istiod/cluster-view.ts'
import { listServices, type RegistryService } from '#demo/istiod/registry.ts'
import { indexWorkloads } from '#demo/istiod/sync-status.ts'

interface SliceParts extends ClusterObject {
  readonly endpoints?: readonly {
    readonly addresses?: readonly string[]
    readonly conditions?: { readonly ready?: boolean }
    readonly nodeName?: string
    readonly targetRef?: { readonly name?: string; readonly namespace?: string }
  }[]
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[]
}

interface EntryEndpoint {
  readonly address: string
  readonly labels?: Readonly<Record<string, string>>
  readonly serviceAccount?: string
  /** The WorkloadEntry that it is. */
  readonly entry?: string
  readonly ports?: Readonly<Record<string, number>>
}

/** One address behind a port of a service (pilot/pkg/model IstioEndpoint). */
export interface Endpoint {
  readonly labels: Readonly<Record<string, string>> | undefined
  readonly address: string
  readonly portName: string
  readonly port: number
  readonly serviceAccount: string
  readonly tlsMode: 'istio' | 'disabled'
  readonly namespace: string
  readonly workload: string
  readonly healthy: boolean
  readonly node: string
  readonly provider: 'Kubernetes' | 'External'
}

/** The endpoints of every service, by host. */
export function listEndpoints(
  view: ClusterView,
): Map<string, { service: RegistryService; endpoints: Endpoint[] }> {
  const slices = Map.groupBy(
    view.list('discovery.k8s.io/v1', 'EndpointSlice'),
    ({ metadata }) => `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name']}`,
  )
  const pods = new Map(
    view.list('v1', 'Pod').map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod]),
  )
  const workloadOf = createWorkloadNames(view)
  const localities = readLocalities(view)
  const entries = view.list('networking.istio.io/v1', 'WorkloadEntry')
  return new Map(
    listServices(view).map((service) => {
      const inside = service.object.kind === 'Service'
      const own = inside
        ? (slices.get(`${service.namespace}/${service.name}`) ?? []).flatMap((slice) =>
            readSlice(slice, { pods, workloadOf, localities }),
          )
        : readEntry(service, entries)
      return [service.hostname, { service, endpoints: own }] as const
    }),
  )
}

interface ClusterFacts {
  readonly pods: ReadonlyMap<string, ClusterObject>
  readonly workloadOf: (pod: ClusterObject) => string
  /** Labels of region and zone by the node's name. */
  readonly localities: ReadonlyMap<string, Readonly<Record<string, string>>>
}

function readLocalities(view: ClusterView): ClusterFacts['localities'] {
  return new Map(
    view
      .list('v1', 'Node')
      .map(({ metadata }) => [
        metadata.name,
        Object.fromEntries(
          Object.entries(metadata.labels ?? {}).filter(([label]) =>
            label.startsWith('topology.kubernetes.io/'),
          ),
        ),
      ]),
  )
}

function createWorkloadNames(view: ClusterView): (pod: ClusterObject) => string {
  const workloads = indexWorkloads(view)
  return (pod) => {
    const labels = pod.metadata.labels ?? {}
    const named = [`${labels['app']}-${labels['version']}`, labels['app'] ?? '']
    return named.find((name) => workloads.has(`${pod.metadata.namespace}/${name}`)) ?? nameOwner(pod)
  }
}

/** The workload that a pod's owner stands for: a ReplicaSet's Deployment, else the owner itself. */
function nameOwner({ metadata }: ClusterObject): string {
  // core/v1 has a list of owners, the controller first.
  const [owner] = (metadata['ownerReferences'] ?? []) as readonly { readonly name: string }[]
  const hash = metadata.labels?.['pod-template-hash']
  const name = owner?.name ?? metadata.name
  return hash && name.endsWith(`-${hash}`) ? name.slice(0, -hash.length - 1) : name
}

function readSlice(slice: ClusterObject, { pods, workloadOf, localities }: ClusterFacts): Endpoint[] {
  const { endpoints = [], ports = [] } = slice as SliceParts // discovery.k8s.io/v1
  return endpoints.flatMap(({ addresses = [], conditions, nodeName = '', targetRef }) => {
    const pod = pods.get(`${targetRef?.namespace}/${targetRef?.name}`)
    const labels = pod?.metadata.labels
    const account = (pod?.spec as { serviceAccountName?: string } | undefined)?.serviceAccountName // core/v1
    return ports.map((port) => ({
      labels: labels && {
        ...labels,
        'kubernetes.io/hostname': nodeName,
        'topology.istio.io/cluster': 'Kubernetes',
        'topology.istio.io/network': '',
        ...localities.get(nodeName),
      },
      address: addresses[0] ?? '',
      portName: port.name ?? '',
      port: port.port ?? 0,
      serviceAccount: account ? `spiffe://cluster.local/ns/${slice.metadata.namespace}/sa/${account}` : '',
      tlsMode: labels?.['security.istio.io/tlsMode'] === 'istio' ? ('istio' as const) : ('disabled' as const),
      namespace: slice.metadata.namespace ?? '',
      workload: pod ? workloadOf(pod) : '',
      healthy: conditions?.ready !== false,
      node: nodeName,
      provider: 'Kubernetes' as const,
    }))
  })
}

/** A ServiceEntry's own endpoints, the WorkloadEntries that it selects, else its host itself, to be resolved. */
function readEntry(service: RegistryService, entries: readonly ClusterObject[]): Endpoint[] {
  const spec = service.object.spec as {
    endpoints?: readonly EntryEndpoint[]
    workloadSelector?: { labels?: Readonly<Record<string, string>> }
  } // as its CRD has it
  const selector = Object.entries(spec.workloadSelector?.labels ?? {})
  const selected = entries
    .filter(({ metadata }) => metadata.namespace === service.namespace)
    .map(({ metadata, spec: entry }) => ({ ...(entry as EntryEndpoint), entry: metadata.name })) // as its CRD has it
    .filter(
      ({ labels = {} }) => selector.length > 0 && selector.every(([key, value]) => labels[key] === value),
    )
    .map((found) => ({ ...found, labels: { ...found.labels, 'topology.istio.io/cluster': 'Kubernetes' } }))
  const own: readonly EntryEndpoint[] = [...(spec.endpoints ?? []), ...selected]
  const found = own.length > 0 || service.resolution !== 1 ? own : [{ address: service.hostname }]
  return found.flatMap(({ address, labels, serviceAccount, ports, entry }) =>
    service.ports.map(({ name, port }) => ({
      labels,
      address,
      portName: name,
      port: ports?.[name] ?? port,
      serviceAccount: serviceAccount
        ? `spiffe://cluster.local/ns/${service.namespace}/sa/${serviceAccount}`
        : '',
      // An entry with an identity is taken for one with a proxy (serviceentry/conversion.go getTLSModeFromWorkloadEntry).
      tlsMode: serviceAccount ? ('istio' as const) : ('disabled' as const),
      namespace: service.namespace,
      workload: entry ?? labels?.['app'] ?? service.object.metadata.name,
      healthy: true,
      node: '',
      provider: 'External' as const,
    })),
  )
}

/** `/debug/endpointShardz`, and `/debug/endpointz`, its older name. */
export function presentEndpoints(view: ClusterView): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const [host, { service, endpoints }] of listEndpoints(view)) {
    if (endpoints.length === 0) continue
    const [first] = endpoints
    const accounts = [...new Set(endpoints.map(({ serviceAccount }) => serviceAccount).filter(Boolean))]
    shown[host] = {
      [service.namespace]: {
        Shards: {
          [`${first?.provider ?? 'Kubernetes'}/${view.world.cluster}`]: endpoints.map(presentEndpoint),
        },
        ServiceAccounts: Object.fromEntries(accounts.map((account) => [account, {}])),
      },
    }
  }
  return shown
}

function presentEndpoint(endpoint: Endpoint) {
  const outside = endpoint.provider === 'External'
  return {
    Labels: endpoint.labels ?? null,
    Addresses: [endpoint.address],
    ServicePortName: endpoint.portName,
    LegacyClusterPortKey: outside ? endpoint.port : 0,
    ServiceAccount: endpoint.serviceAccount,
    Network: '',
    Locality: { Label: outside ? '' : 'region-1/zone-1/', ClusterID: 'Kubernetes' },
    EndpointPort: endpoint.port,
    LbWeight: 0,
    TLSMode: endpoint.tlsMode,
    Namespace: endpoint.namespace,
    WorkloadName: endpoint.workload,
    HostName: '',
    SubDomain: '',
    HealthStatus: outside ? 0 : endpoint.healthy ? 1 : 2,
    SendUnhealthyEndpoints: !outside,
    NodeName: endpoint.node,
  }
}
