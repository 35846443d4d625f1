import { parse } from 'yaml'
import type { ClusterView } from '#demo/istiod/cluster-view.ts'

/** What istiod uses where the mesh says nothing (pkg/config/mesh/mesh.go DefaultMeshConfig). */
const defaults = {
  proxyListenPort: 15_001,
  proxyInboundListenPort: 15_006,
  connectTimeout: '10s',
  protocolDetectionTimeout: '0s',
  ingressClass: 'istio',
  ingressService: 'istio-ingressgateway',
  ingressControllerMode: 'STRICT',
  enableTracing: true,
  defaultConfig: {
    configPath: './etc/istio/proxy',
    binaryPath: '/usr/local/bin/envoy',
    serviceCluster: 'istio-proxy',
    drainDuration: '45s',
    discoveryAddress: 'istiod.istio-system.svc:15012',
    proxyAdminPort: 15_000,
    controlPlaneAuthPolicy: 'MUTUAL_TLS',
    statNameLength: 189,
    statusPort: 15_020,
    terminationDrainDuration: '5s',
  },
  outboundTrafficPolicy: { mode: 'ALLOW_ANY' },
  inboundTrafficPolicy: {},
  enableAutoMtls: true,
  trustDomain: 'cluster.local',
  defaultServiceExportTo: ['*'],
  defaultVirtualServiceExportTo: ['*'],
  defaultDestinationRuleExportTo: ['*'],
  rootNamespace: 'istio-system',
  localityLbSetting: { enabled: true },
  dnsRefreshRate: '60s',
  enablePrometheusMerge: true,
  extensionProviders: [
    { name: 'prometheus', prometheus: {} },
    { name: 'stackdriver', stackdriver: {} },
    { name: 'envoy', envoyFileAccessLog: { path: '/dev/stdout' } },
  ],
  defaultProviders: {},
}

/** `/debug/mesh`: the mesh's ConfigMap over the defaults; providers are added, everything else replaced field by field. */
export function readMeshConfig(view: ClusterView): Record<string, unknown> {
  const map = view
    .list('v1', 'ConfigMap')
    .find(({ metadata }) => metadata.name === 'istio' && metadata.namespace === 'istio-system')
  const { mesh = '' } = (map?.['data'] ?? {}) as { mesh?: string } // core/v1 ConfigMap
  return mergeMesh(parseMesh(mesh))
}

function mergeMesh(own: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const {
    extensionProviders = [],
    defaultConfig = {},
    ...rest
  } = own as {
    extensionProviders?: readonly unknown[]
    defaultConfig?: object
  } // a mesh's ConfigMap has MeshConfig's fields
  return {
    ...defaults,
    ...rest,
    defaultConfig: { ...defaults.defaultConfig, ...defaultConfig },
    extensionProviders: [...defaults.extensionProviders, ...extensionProviders],
  }
}

/** istiod goes on with what it had when the text is no YAML; the demo with the defaults. */
function parseMesh(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = parse(text)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {}
  }
}
