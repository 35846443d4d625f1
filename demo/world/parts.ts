import type { DataPlane, Manifest, World, WorldCall, WorldService, WorldWorkload } from '#demo/world/types.ts'

/** What one file of the world adds to it. */
export type WorldPart = Pick<World, 'namespaces' | 'workloads' | 'services' | 'calls' | 'manifests'>

export const clusterDomain = 'cluster.local'

export interface WorkloadRef {
  readonly namespace: string
  readonly workload: string
}

interface WorldNames {
  readonly namespace: string
  readonly dataPlane: DataPlane
}

type WorkloadFacts = Partial<Omit<WorldWorkload, 'namespace'>> & { readonly name: string }

/** A workload as most are: a Deployment of one ready pod with an own account, `<app>-<version>` split into both. */
export function buildWorkload({ namespace, dataPlane }: WorldNames, facts: WorkloadFacts): WorldWorkload {
  const [, app = facts.name, version = ''] = /^(.*?)(?:-(v\d+))?$/.exec(facts.name) ?? []
  const replicas = facts.replicas ?? 1
  return {
    namespace,
    kind: 'Deployment',
    app,
    version,
    serviceAccount: facts.app ?? app,
    ready: replicas,
    dataPlane,
    role: 'application',
    image: `registry.demo.example/${namespace}/${app}:1.4.2`,
    ports: [8080],
    labels: {},
    ...facts,
    replicas,
  }
}

interface PortFacts {
  readonly name: string
  readonly port: number
  readonly targetPort?: number
  readonly appProtocol?: string
}

/** A Service that selects the pods of `app`, which has its name where nothing else is said. */
export function buildService(
  namespace: string,
  name: string,
  ports: readonly PortFacts[],
  selector: Readonly<Record<string, string>> = { app: name },
): WorldService {
  return {
    namespace,
    name,
    selector,
    ports: ports.map((port) => ({ targetPort: port.port, ...port })),
  }
}

/** The three labels of a destination that is a Kubernetes Service. */
export function nameService(namespace: string, name: string): WorldCall['service'] {
  return { host: `${name}.${namespace}.svc.${clusterDomain}`, name, namespace }
}

/** A ServiceEntry's host: proxies give the host as the name and the entry's namespace (istio.md §5.1). */
export function nameHost(namespace: string, host: string): WorldCall['service'] {
  return { host, name: host, namespace }
}

export const allWell: WorldCall['outcomes'] = [{ code: '200', flags: '-', share: 1 }]
const grpcAllWell: WorldCall['outcomes'] = [{ code: '200', grpcStatus: '0', flags: '-', share: 1 }]
const tcpAllWell: WorldCall['outcomes'] = [{ code: '0', flags: '-', share: 1 }]

type CallFacts = Pick<WorldCall, 'service' | 'perSecond'> & Partial<WorldCall>

/** HTTP between two sidecars, both reporting, answered with 200 in a few milliseconds, where nothing else is said. */
export function buildHttpCall(facts: CallFacts): WorldCall {
  return {
    protocol: 'http',
    outcomes: allWell,
    latencyMs: { median: 8, p95: 40 },
    requestBytes: 900,
    responseBytes: 4_200,
    security: 'mutual_tls',
    reporters: ['source', 'destination'],
    ...facts,
  }
}

export function buildGrpcCall(facts: CallFacts): WorldCall {
  return buildHttpCall({
    protocol: 'grpc',
    outcomes: grpcAllWell,
    latencyMs: { median: 3, p95: 15 },
    requestBytes: 240,
    responseBytes: 680,
    messagesPerRequest: 1,
    ...facts,
  })
}

/** `perSecond` counts connections; the bytes are bytes a second. */
export function buildTcpCall(facts: CallFacts): WorldCall {
  return buildHttpCall({
    protocol: 'tcp',
    outcomes: tcpAllWell,
    latencyMs: { median: 0, p95: 0 },
    requestBytes: 2_400,
    responseBytes: 9_600,
    ...facts,
  })
}

const apiVersions = {
  VirtualService: 'networking.istio.io/v1',
  DestinationRule: 'networking.istio.io/v1',
  IstioGateway: 'networking.istio.io/v1',
  ServiceEntry: 'networking.istio.io/v1',
  Sidecar: 'networking.istio.io/v1',
  WorkloadEntry: 'networking.istio.io/v1',
  WorkloadGroup: 'networking.istio.io/v1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  AuthorizationPolicy: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
  Gateway: 'gateway.networking.k8s.io/v1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  GRPCRoute: 'gateway.networking.k8s.io/v1',
} as const

/** An Istio or Gateway API object. `IstioGateway` is the `Gateway` of networking.istio.io. */
export function buildMeshObject(
  kind: keyof typeof apiVersions,
  namespace: string,
  name: string,
  spec: Readonly<Record<string, unknown>>,
  labels?: Readonly<Record<string, string>>,
): Manifest {
  return {
    apiVersion: apiVersions[kind],
    kind: kind === 'IstioGateway' ? 'Gateway' : kind,
    metadata: { name, namespace, ...(labels ? { labels } : {}) },
    spec,
  }
}

export function joinParts(parts: readonly WorldPart[]): WorldPart {
  return {
    namespaces: parts.flatMap((part) => part.namespaces),
    workloads: parts.flatMap((part) => part.workloads),
    services: parts.flatMap((part) => part.services),
    calls: parts.flatMap((part) => part.calls),
    manifests: parts.flatMap((part) => part.manifests),
  }
}
