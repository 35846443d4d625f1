import type { ClusterObject, ClusterView } from '#demo/istiod/cluster-view.ts'

export interface ServicePort {
  readonly name: string
  readonly port: number
  readonly protocol: string
}

/** A service of the registry: from Kubernetes, or from a ServiceEntry. */
export interface RegistryService {
  readonly hostname: string
  readonly name: string
  readonly namespace: string
  readonly ports: readonly ServicePort[]
  /** '' where nothing was allocated: ServiceEntries without addresses. */
  readonly clusterIp: string
  readonly external: boolean
  readonly resolution: number
  readonly object: ClusterObject
}

interface ServiceSpec {
  readonly type?: string
  readonly clusterIP?: string
  readonly selector?: Readonly<Record<string, string>>
  readonly ports?: readonly { readonly name?: string; readonly port: number; readonly appProtocol?: string }[]
}

interface EntrySpec {
  readonly hosts: readonly string[]
  readonly location?: string
  readonly resolution?: string
  readonly addresses?: readonly string[]
  readonly ports?: readonly { readonly number: number; readonly name: string; readonly protocol?: string }[]
  readonly endpoints?: readonly {
    readonly address: string
    readonly labels?: Readonly<Record<string, string>>
    readonly serviceAccount?: string
  }[]
  readonly workloadSelector?: { readonly labels?: Readonly<Record<string, string>> }
}

const prefixes: Readonly<Record<string, string>> = {
  http: 'HTTP',
  http2: 'HTTP2',
  https: 'HTTPS',
  grpc: 'GRPC',
  'grpc-web': 'GRPCWeb',
  tcp: 'TCP',
  tls: 'TLS',
  mongo: 'Mongo',
  mysql: 'MySQL',
  redis: 'Redis',
}

/** By appProtocol, else by the port name's prefix (istio pkg/config/kube/conversion.go ConvertProtocol). */
export function readProtocol(name: string, appProtocol?: string): string {
  const wanted = appProtocol ?? name
  return prefixes[wanted] ?? prefixes[wanted.split('-')[0] ?? ''] ?? 'UnsupportedProtocol'
}

const resolutions: Readonly<Record<string, number>> = {
  NONE: 2,
  STATIC: 0,
  DNS: 1,
  DNS_ROUND_ROBIN: 3,
  DYNAMIC_DNS: 5,
}

/** All services, in the order of their hosts. */
export function listServices(view: ClusterView): RegistryService[] {
  const inside = view.list('v1', 'Service').map((object): RegistryService => {
    const { name, namespace = '' } = object.metadata
    const spec = (object.spec ?? {}) as ServiceSpec // core/v1
    return {
      hostname: `${name}.${namespace}.svc.cluster.local`,
      name,
      namespace,
      ports: (spec.ports ?? []).map((port) => ({
        name: port.name ?? '',
        port: port.port,
        protocol: readProtocol(port.name ?? '', port.appProtocol),
      })),
      clusterIp: spec.clusterIP ?? '',
      external: false,
      resolution: spec.clusterIP === 'None' ? 2 : 0,
      object,
    }
  })
  const outside = view.list('networking.istio.io/v1', 'ServiceEntry').flatMap((object) => {
    const spec = object.spec as EntrySpec // as its CRD has it
    return spec.hosts.map(
      (host): RegistryService => ({
        hostname: host,
        name: host,
        namespace: object.metadata.namespace ?? '',
        ports: (spec.ports ?? []).map(({ name, number, protocol }) => ({
          name,
          port: number,
          protocol: protocol ?? 'TCP',
        })),
        clusterIp: spec.addresses?.[0] ?? '',
        external: spec.location !== 'MESH_INTERNAL',
        resolution: resolutions[spec.resolution ?? 'NONE'] ?? 2,
        object,
      }),
    )
  })
  return [...inside, ...outside].sort((left, right) => (left.hostname < right.hostname ? -1 : 1))
}

/** Addresses of the load balancers before a Service. */
function readBalancers({ status }: ClusterObject): readonly string[] {
  // core/v1 ServiceStatus; ServiceEntries have none of it.
  const { loadBalancer } = Object(status) as {
    loadBalancer?: { ingress?: readonly { ip?: string; hostname?: string }[] }
  }
  return (loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? [])
}

/** `/debug/registryz` (pilot/pkg/model/service.go Service, as JSON). */
export function presentRegistry(view: ClusterView): unknown[] {
  let allocated = 0
  return listServices(view).map((service) => {
    const { metadata, spec } = service.object
    const inside = service.object.kind === 'Service'
    // A Service's spec or a ServiceEntry's: each has a field of its own for what it selects.
    const { selector, type, workloadSelector } = spec as ServiceSpec & EntrySpec
    const balanced = readBalancers(service.object)
    const auto = !inside && service.clusterIp === ''
    if (auto) allocated += 1
    return {
      Attributes: {
        ServiceRegistry: inside ? 'Kubernetes' : 'External',
        Name: service.name,
        Namespace: service.namespace,
        Labels: metadata.labels ?? null,
        ExportTo: null,
        Visibility: 0,
        LabelSelectors: selector ?? workloadSelector?.labels ?? null,
        Aliases: null,
        ClusterExternalAddresses: {
          Addresses: balanced.length > 0 ? { [view.world.cluster]: balanced } : null,
        },
        ClusterExternalPorts: null,
        PassthroughTargetPorts: null,
        Type: inside ? (type ?? 'ClusterIP') : '',
        ExternalName: '',
        NodeLocal: false,
        TrafficDistribution: 0,
        ObjectName: inside ? '' : metadata.name,
        DNSConnectStrategy: 0,
        PublishNotReadyAddresses: false,
      },
      ports: service.ports,
      creationTime: metadata.creationTimestamp,
      hostname: service.hostname,
      clusterVIPs: { Addresses: inside ? { [view.world.cluster]: [service.clusterIp] } : null },
      defaultAddress: service.clusterIp || '0.0.0.0',
      ...(auto && {
        autoAllocatedIPv4Address: `240.240.0.${allocated}`,
        autoAllocatedIPv6Address: `2001:2::${allocated.toString(16)}`,
      }),
      Resolution: service.resolution,
      MeshExternal: service.external,
      ResourceVersion: inside ? metadata.resourceVersion : '',
    }
  })
}
