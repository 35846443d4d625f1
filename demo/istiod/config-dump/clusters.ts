import type { ClusterObject, ClusterView } from '#demo/istiod/cluster-view.ts'
import type { RegistryService } from '#demo/istiod/registry.ts'
import type { WorldPod, WorldWorkload } from '#demo/world/types.ts'

interface RuleSpec {
  readonly host: string
  readonly trafficPolicy?: { readonly tls?: { readonly mode?: string; readonly sni?: string } }
  readonly subsets?: readonly { readonly name: string; readonly labels?: Readonly<Record<string, string>> }[]
}

export interface SubsetRule {
  readonly object: ClusterObject
  readonly host: string
  readonly spec: RuleSpec
}

/** DestinationRules by the host that each is about, in full. */
export function indexRules(view: ClusterView): Map<string, SubsetRule> {
  return new Map(
    view.list('networking.istio.io/v1', 'DestinationRule').map((object) => {
      const spec = object.spec as RuleSpec // as its CRD has it
      const host = spec.host.includes('.')
        ? spec.host
        : `${spec.host}.${object.metadata.namespace}.svc.cluster.local`
      return [host, { object, host, spec }] as const
    }),
  )
}

const cluster = 'type.googleapis.com/envoy.config.cluster.v3.Cluster'

/** The clusters that a proxy is sent: each port of each service, each subset, and the way in. */
export function buildClusters(
  services: readonly RegistryService[],
  rules: ReadonlyMap<string, SubsetRule>,
  workload: WorldWorkload,
  pod: WorldPod,
): unknown[] {
  const outbound = services.flatMap((service) =>
    service.ports.flatMap(({ port }) => {
      const rule = rules.get(service.hostname)
      const subsets = ['', ...(rule?.spec.subsets ?? []).map(({ name }) => name)]
      return subsets.map((subset) => buildOutbound(service, port, subset, rule))
    }),
  )
  const inbound =
    workload.role === 'application'
      ? workload.ports.map((port) => ({
          '@type': cluster,
          name: `inbound|${port}||`,
          type: 'ORIGINAL_DST',
          connectTimeout: '10s',
          lbPolicy: 'CLUSTER_PROVIDED',
          upstreamBindConfig: { sourceAddress: { address: '127.0.0.6', portValue: 0 } },
          metadata: {
            filterMetadata: { istio: { services: [{ namespace: pod.namespace, name: workload.app }] } },
          },
        }))
      : []
  const fixed = [
    { '@type': cluster, name: 'BlackHoleCluster', type: 'STATIC', connectTimeout: '10s' },
    {
      '@type': cluster,
      name: 'PassthroughCluster',
      type: 'ORIGINAL_DST',
      connectTimeout: '10s',
      lbPolicy: 'CLUSTER_PROVIDED',
    },
    { '@type': cluster, name: 'InboundPassthroughCluster', type: 'ORIGINAL_DST', connectTimeout: '10s' },
  ]
  return [...outbound, ...fixed, ...inbound].map((built) => ({ cluster: built }))
}

function buildOutbound(service: RegistryService, port: number, subset: string, rule: SubsetRule | undefined) {
  const name = `outbound|${port}|${subset}|${service.hostname}`
  const dns = service.resolution === 1 || service.resolution === 3
  const passthrough = service.resolution === 2
  const config = rule?.object.metadata
  return {
    '@type': cluster,
    name,
    type: dns ? 'STRICT_DNS' : passthrough ? 'ORIGINAL_DST' : 'EDS',
    ...(!dns &&
      !passthrough && {
        edsClusterConfig: {
          edsConfig: { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' },
          serviceName: name,
        },
      }),
    connectTimeout: '10s',
    lbPolicy: passthrough ? 'CLUSTER_PROVIDED' : 'LEAST_REQUEST',
    ...buildTls(service, port, subset, rule),
    metadata: {
      filterMetadata: {
        istio: {
          ...(config && {
            config: `/apis/networking.istio.io/v1/namespaces/${config.namespace}/destination-rule/${config.name}`,
          }),
          ...(subset && { subset }),
          services: [{ host: service.hostname, name: service.name, namespace: service.namespace }],
        },
      },
    },
  }
}

/** Automatic mTLS asks of each endpoint what it takes; a rule's `tls` decides for all (istio.md §3.3). */
function buildTls(service: RegistryService, port: number, subset: string, rule: SubsetRule | undefined) {
  const mode = rule?.spec.trafficPolicy?.tls?.mode
  const tls = {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
      commonTlsContext: {
        tlsCertificateSdsSecretConfigs: [{ name: 'default' }],
        combinedValidationContext: { validationContextSdsSecretConfig: { name: 'ROOTCA' } },
        alpnProtocols: ['istio-peer-exchange', 'istio', 'h2'],
      },
      sni: rule?.spec.trafficPolicy?.tls?.sni ?? `outbound_.${port}_.${subset}_.${service.hostname}`,
    },
  }
  if (mode === 'DISABLE') return {}
  if (mode !== undefined) return { transportSocket: tls }
  if (service.external) return {}
  return {
    transportSocketMatches: [
      { name: 'tlsMode-istio', match: { tlsMode: 'istio' }, transportSocket: tls },
      {
        name: 'tlsMode-disabled',
        match: {},
        transportSocket: { name: 'envoy.transport_sockets.raw_buffer' },
      },
    ],
  }
}
