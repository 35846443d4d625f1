import type { ClusterObject, ClusterView } from '#demo/istiod/cluster-view.ts'

interface Kind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

const make = (group: string, version: string, kinds: string): Kind[] =>
  kinds.split(' ').map((kind) => ({ group, version, kind }))

/** The kinds that istiod reads, as `/debug/resourcesz` tells them (istio pkg/config/schema/collections). */
export const configKinds: readonly Kind[] = [
  ...make('security.istio.io', 'v1', 'AuthorizationPolicy'),
  ...make('gateway.networking.k8s.io', 'v1', 'BackendTLSPolicy'),
  ...make('networking.istio.io', 'v1', 'DestinationRule'),
  ...make('networking.istio.io', 'v1alpha3', 'EnvoyFilter'),
  ...make('gateway.networking.k8s.io', 'v1', 'GRPCRoute'),
  ...make('networking.istio.io', 'v1', 'Gateway'),
  ...make('gateway.networking.k8s.io', 'v1', 'GatewayClass HTTPRoute Gateway ListenerSet'),
  ...make('security.istio.io', 'v1', 'PeerAuthentication'),
  ...make('networking.istio.io', 'v1beta1', 'ProxyConfig'),
  ...make('gateway.networking.k8s.io', 'v1beta1', 'ReferenceGrant'),
  ...make('security.istio.io', 'v1', 'RequestAuthentication'),
  ...make('networking.istio.io', 'v1', 'ServiceEntry Sidecar'),
  ...make('gateway.networking.k8s.io', 'v1', 'TCPRoute TLSRoute'),
  ...make('telemetry.istio.io', 'v1', 'Telemetry'),
  ...make('extensions.istio.io', 'v1alpha1', 'TrafficExtension'),
  ...make('networking.istio.io', 'v1', 'VirtualService'),
  ...make('extensions.istio.io', 'v1alpha1', 'WasmPlugin'),
  ...make('networking.istio.io', 'v1', 'WorkloadEntry WorkloadGroup'),
  ...make('networking.k8s.io', 'v1', 'Ingress'),
]

/** `/debug/configz`: every configuration, kind by kind, without what only the API server needs. */
export function listConfigs(view: ClusterView): ClusterObject[] {
  return configKinds.flatMap(({ group, version, kind }) =>
    view.list(`${group}/${version}`, kind).map(({ metadata, spec, status, ...rest }) => {
      const { managedFields: _managedFields, ...kept } = metadata
      return {
        ...rest,
        kind,
        apiVersion: `${group}/${version}`,
        metadata: kept,
        spec,
        ...(status !== undefined && { status }),
      }
    }),
  )
}

const byNamespace = (objects: readonly ClusterObject[]) =>
  Object.fromEntries(
    [...Map.groupBy(objects, ({ metadata }) => metadata.namespace ?? '')].map(([namespace, own]) => [
      namespace,
      own.map(({ metadata, spec }) => ({
        name: metadata.name,
        namespace,
        ...(metadata['annotations'] !== undefined && { annotations: metadata['annotations'] }),
        spec,
      })),
    ]),
  )

/** As protobuf writes a policy: what has its zero value is not there, ALLOW and the core group among it. */
function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutZeros)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(
    ([key, inner]) => inner !== '' && !(key === 'action' && inner === 'ALLOW'),
  )
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutZeros(inner)]))
}

/** `/debug/authorizationz`. */
export const buildAuthorizations = (view: ClusterView, rootNamespace: string) => ({
  authorization_policies: {
    namespace_to_policies: byNamespace(
      view.list('security.istio.io/v1', 'AuthorizationPolicy').map((object) => ({
        ...object,
        spec: withoutZeros(object.spec),
      })),
    ),
    root_namespace: rootNamespace,
  },
})

/** `/debug/telemetryz`. */
export const buildTelemetries = (view: ClusterView, rootNamespace: string) => ({
  telemetries: {
    namespace_to_telemetries: byNamespace(view.list('telemetry.istio.io/v1', 'Telemetry')),
    root_namespace: rootNamespace,
  },
})
