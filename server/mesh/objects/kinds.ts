/**
 * The kinds that the console reads, by the name the API knows them. `versions` is the order of preference among what
 * a cluster serves; group and resource as in the CRDs of istio.io/api v1.31, gateway-api v1.6
 * and gateway-api-inference-extension v1.
 */
export const meshKinds = {
  Namespace: { group: '', resource: 'namespaces', versions: ['v1'], namespaced: false },
  Pod: { group: '', resource: 'pods', versions: ['v1'], namespaced: true },
  Service: { group: '', resource: 'services', versions: ['v1'], namespaced: true },
  ConfigMap: { group: '', resource: 'configmaps', versions: ['v1'], namespaced: true },
  EndpointSlice: {
    group: 'discovery.k8s.io',
    resource: 'endpointslices',
    versions: ['v1'],
    namespaced: true,
  },
  Deployment: { group: 'apps', resource: 'deployments', versions: ['v1'], namespaced: true },
  ReplicaSet: { group: 'apps', resource: 'replicasets', versions: ['v1'], namespaced: true },
  StatefulSet: { group: 'apps', resource: 'statefulsets', versions: ['v1'], namespaced: true },
  DaemonSet: { group: 'apps', resource: 'daemonsets', versions: ['v1'], namespaced: true },
  Job: { group: 'batch', resource: 'jobs', versions: ['v1'], namespaced: true },
  CronJob: { group: 'batch', resource: 'cronjobs', versions: ['v1'], namespaced: true },
  VirtualService: {
    group: 'networking.istio.io',
    resource: 'virtualservices',
    versions: ['v1', 'v1beta1', 'v1alpha3'],
    namespaced: true,
  },
  DestinationRule: {
    group: 'networking.istio.io',
    resource: 'destinationrules',
    versions: ['v1', 'v1beta1', 'v1alpha3'],
    namespaced: true,
  },
  IstioGateway: {
    group: 'networking.istio.io',
    resource: 'gateways',
    versions: ['v1', 'v1beta1', 'v1alpha3'],
    namespaced: true,
  },
  ServiceEntry: {
    group: 'networking.istio.io',
    resource: 'serviceentries',
    versions: ['v1', 'v1beta1', 'v1alpha3'],
    namespaced: true,
  },
  Sidecar: {
    group: 'networking.istio.io',
    resource: 'sidecars',
    versions: ['v1', 'v1beta1', 'v1alpha3'],
    namespaced: true,
  },
  WorkloadEntry: {
    group: 'networking.istio.io',
    resource: 'workloadentries',
    versions: ['v1', 'v1beta1', 'v1alpha3'],
    namespaced: true,
  },
  WorkloadGroup: {
    group: 'networking.istio.io',
    resource: 'workloadgroups',
    versions: ['v1', 'v1beta1', 'v1alpha3'],
    namespaced: true,
  },
  EnvoyFilter: {
    group: 'networking.istio.io',
    resource: 'envoyfilters',
    versions: ['v1alpha3'],
    namespaced: true,
  },
  ProxyConfig: {
    group: 'networking.istio.io',
    resource: 'proxyconfigs',
    versions: ['v1beta1'],
    namespaced: true,
  },
  PeerAuthentication: {
    group: 'security.istio.io',
    resource: 'peerauthentications',
    versions: ['v1', 'v1beta1'],
    namespaced: true,
  },
  RequestAuthentication: {
    group: 'security.istio.io',
    resource: 'requestauthentications',
    versions: ['v1', 'v1beta1'],
    namespaced: true,
  },
  AuthorizationPolicy: {
    group: 'security.istio.io',
    resource: 'authorizationpolicies',
    versions: ['v1', 'v1beta1'],
    namespaced: true,
  },
  Telemetry: {
    group: 'telemetry.istio.io',
    resource: 'telemetries',
    versions: ['v1', 'v1alpha1'],
    namespaced: true,
  },
  WasmPlugin: {
    group: 'extensions.istio.io',
    resource: 'wasmplugins',
    versions: ['v1alpha1'],
    namespaced: true,
  },
  TrafficExtension: {
    group: 'extensions.istio.io',
    resource: 'trafficextensions',
    versions: ['v1alpha1'],
    namespaced: true,
  },
  GatewayClass: {
    group: 'gateway.networking.k8s.io',
    resource: 'gatewayclasses',
    versions: ['v1', 'v1beta1'],
    namespaced: false,
  },
  Gateway: {
    group: 'gateway.networking.k8s.io',
    resource: 'gateways',
    versions: ['v1', 'v1beta1'],
    namespaced: true,
  },
  HTTPRoute: {
    group: 'gateway.networking.k8s.io',
    resource: 'httproutes',
    versions: ['v1', 'v1beta1'],
    namespaced: true,
  },
  GRPCRoute: {
    group: 'gateway.networking.k8s.io',
    resource: 'grpcroutes',
    versions: ['v1'],
    namespaced: true,
  },
  TLSRoute: {
    group: 'gateway.networking.k8s.io',
    resource: 'tlsroutes',
    versions: ['v1', 'v1alpha3', 'v1alpha2'],
    namespaced: true,
    addOn: true,
  },
  TCPRoute: {
    group: 'gateway.networking.k8s.io',
    resource: 'tcproutes',
    versions: ['v1', 'v1alpha2'],
    namespaced: true,
    addOn: true,
  },
  UDPRoute: {
    group: 'gateway.networking.k8s.io',
    resource: 'udproutes',
    versions: ['v1', 'v1alpha2'],
    namespaced: true,
    addOn: true,
  },
  ListenerSet: {
    group: 'gateway.networking.k8s.io',
    resource: 'listenersets',
    versions: ['v1'],
    namespaced: true,
    addOn: true,
  },
  ReferenceGrant: {
    group: 'gateway.networking.k8s.io',
    resource: 'referencegrants',
    versions: ['v1', 'v1beta1', 'v1alpha2'],
    namespaced: true,
  },
  BackendTLSPolicy: {
    group: 'gateway.networking.k8s.io',
    resource: 'backendtlspolicies',
    versions: ['v1', 'v1alpha3'],
    namespaced: true,
    addOn: true,
  },
  InferencePool: {
    group: 'inference.networking.k8s.io',
    resource: 'inferencepools',
    versions: ['v1'],
    namespaced: true,
    addOn: true,
  },
} as const satisfies Record<string, KindFacts>

export interface KindFacts {
  readonly group: string
  readonly resource: string
  readonly versions: readonly string[]
  readonly namespaced: boolean
  /**
   * Of an extension, or of a channel or release of the Gateway API that not every cluster installs (TLSRoute, ListenerSet and
   * BackendTLSPolicy came to its standard channel one by one, gateway-api.sigs.k8s.io/concepts/versioning): a cluster
   * without it lacks nothing that is worth telling.
   */
  readonly addOn?: true
}

export type MeshKind = keyof typeof meshKinds

const configGroups = ['gateway.networking.k8s.io', 'inference.networking.k8s.io']

/** Kinds that configure the mesh: Istio's, the Gateway API's and its extension for inference, which people write. */
export function isConfigKind(kind: MeshKind): boolean {
  const { group } = meshKinds[kind]
  return group.endsWith('.istio.io') || configGroups.includes(group)
}

/** The kind in the cluster's own word: `Gateway` is a kind of two groups, which are two kinds here. */
export function nameKind(kind: MeshKind): string {
  return kind === 'IstioGateway' ? 'Gateway' : kind
}

export function isListedKind(word: string): word is MeshKind {
  return Object.hasOwn(meshKinds, word)
}

/** Every kind, in the order of the table. */
export function listMeshKinds(): readonly MeshKind[] {
  // The keys of the table are what the type is made of.
  return Object.keys(meshKinds) as MeshKind[]
}
