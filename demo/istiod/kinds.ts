import type { ClusterObject, ClusterView } from '#demo/istiod/cluster-view.ts'
import { resolveShortName } from '#server/mesh/routing/host-name.ts'

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
        spec: group.endsWith('.istio.io') ? presentSpec(kind, metadata.namespace ?? '', spec) : spec,
        ...(status !== undefined && { status }),
      }
    }),
  )
}

/**
 * A specification of Istio's own kinds as istiod holds it: decoded by protobuf, and a DestinationRule's host resolved in place by the last push
 * (pilot/pkg/model/push_context.go, setDestinationRules).
 */
function presentSpec(kind: string, namespace: string, given: unknown): unknown {
  const spec = withoutZeros(given)
  if (kind !== 'DestinationRule') return spec
  const { host = '', ...rest } = spec as { host?: string } // of the CRD's schema, which demands it
  return { ...rest, host: resolveShortName(host, namespace) }
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

/** Values of enumerations that are zero in protobuf (istio.io/api). */
const zeroes: Readonly<Record<string, string>> = { action: 'ALLOW', location: 'MESH_EXTERNAL' }

/** As protobuf writes a message: what has its zero value is not there, the core group among it. */
function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutZeros)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key, inner]) => inner !== '' && zeroes[key] !== inner)
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
