import { expiredCertificate, shopCertificate } from '#demo/world/certificates.ts'
import {
  buildHttpCall,
  buildMeshObject,
  buildService,
  buildWorkload,
  type WorldPart,
} from '#demo/world/parts.ts'
import type { Manifest, WorldCall, WorldWorkload } from '#demo/world/types.ts'

export const istioVersion = '1.31.1'
const nodeCount = 5
export const ingress = { namespace: 'istio-ingress', workload: 'istio-ingressgateway' } as const
export const egress = { namespace: 'istio-egress', workload: 'istio-egressgateway' } as const

const system = { namespace: 'istio-system', dataPlane: 'none' } as const

/** istiod, ztunnel and the CNI agent on every node, the ingress gateway, and the mesh's own configuration. */
export function buildControlPlane(): WorldPart {
  return {
    namespaces: [
      { name: 'istio-system', dataPlane: 'none', labels: {} },
      { name: ingress.namespace, dataPlane: 'none', labels: {} },
      { name: egress.namespace, dataPlane: 'none', labels: {} },
      { name: 'default', dataPlane: 'none', labels: {} },
      { name: 'kube-system', dataPlane: 'none', labels: {} },
    ],
    workloads: buildSystemWorkloads(),
    services: [
      {
        ...buildService('istio-system', 'istiod', [
          { name: 'grpc-xds', port: 15010 },
          { name: 'https-dns', port: 15012 },
          { name: 'https-webhook', port: 443, targetPort: 15017 },
          { name: 'http-monitoring', port: 15014 },
        ]),
        labels: { istio: 'pilot', 'istio.io/rev': 'default' },
      },
      buildService(ingress.namespace, ingress.workload, [
        { name: 'status-port', port: 15021 },
        { name: 'http2', port: 80, targetPort: 8080 },
        { name: 'https', port: 443, targetPort: 8443 },
      ]),
      buildService(egress.namespace, egress.workload, [
        { name: 'http2', port: 80, targetPort: 8080 },
        { name: 'https', port: 443, targetPort: 8443 },
      ]),
      buildService('default', 'kubernetes', [{ name: 'https', port: 443, targetPort: 6443 }], {}),
    ],
    calls: buildOutsideCalls(),
    manifests: buildMeshConfig(),
  }
}

function buildSystemWorkloads(): WorldWorkload[] {
  return [
    buildWorkload(system, {
      name: 'istiod',
      replicas: 2,
      role: 'control-plane',
      image: `docker.io/istio/pilot:${istioVersion}`,
      ports: [8080, 15010, 15012, 15014, 15017],
      labels: { istio: 'pilot', 'istio.io/rev': 'default', 'operator.istio.io/component': 'Pilot' },
    }),
    buildWorkload(system, {
      name: 'ztunnel',
      kind: 'DaemonSet',
      replicas: nodeCount,
      role: 'ztunnel',
      image: `docker.io/istio/ztunnel:${istioVersion}-distroless`,
      ports: [15020],
      labels: { 'app.kubernetes.io/name': 'ztunnel', 'istio.io/dataplane-mode': 'none' },
    }),
    buildWorkload(system, {
      name: 'istio-cni-node',
      app: 'istio-cni-node',
      kind: 'DaemonSet',
      replicas: nodeCount,
      role: 'control-plane',
      serviceAccount: 'istio-cni',
      image: `docker.io/istio/install-cni:${istioVersion}`,
      ports: [15014],
      labels: { 'k8s-app': 'istio-cni-node', 'istio.io/dataplane-mode': 'none' },
    }),
    buildWorkload(
      { namespace: ingress.namespace, dataPlane: 'sidecar' },
      {
        name: ingress.workload,
        replicas: 2,
        role: 'gateway',
        image: `docker.io/istio/proxyv2:${istioVersion}`,
        ports: [15021, 8080, 8443],
        labels: { istio: 'ingressgateway', 'istio.io/rev': 'default', 'sidecar.istio.io/inject': 'false' },
      },
    ),
    buildWorkload(
      { namespace: egress.namespace, dataPlane: 'sidecar' },
      {
        name: egress.workload,
        role: 'gateway',
        image: `docker.io/istio/proxyv2:${istioVersion}`,
        ports: [15021, 8080, 8443],
        labels: { istio: 'egressgateway', 'istio.io/rev': 'default', 'sidecar.istio.io/inject': 'false' },
      },
    ),
  ]
}

/**
 * Clients of the internet are in no series: a gateway reports as the source of what it sends on, never as a
 * destination. What it cannot route (a host nobody declared) it reports too, with a destination that is all unknown.
 */
function buildOutsideCalls(): WorldCall[] {
  return [
    buildHttpCall({
      source: ingress,
      service: { host: 'unknown', name: 'unknown', namespace: 'unknown' },
      perSecond: 0.7,
      outcomes: [{ code: '404', flags: 'NR', share: 1 }],
      reporters: ['source'],
      latencyMs: { median: 0.2, p95: 0.6 },
      responseBytes: 0,
    }),
  ]
}

/** The provider whose access logs are JSON. */
export const jsonLogProvider = 'envoy-json'

const encode = (text: string) => Buffer.from(text).toString('base64')

const mesh = `accessLogFile: /dev/stdout
defaultConfig:
  discoveryAddress: istiod.istio-system.svc:15012
  tracing: {}
defaultProviders:
  metrics:
  - prometheus
enablePrometheusMerge: true
extensionProviders:
- name: ${jsonLogProvider}
  envoyFileAccessLog:
    path: /dev/stdout
    logFormat:
      labels: {}
- name: opa-ext-authz
  envoyExtAuthzGrpc:
    service: opa.opa-system.svc.cluster.local
    port: 9191
- name: otel-tracing
  opentelemetry:
    port: 4317
    service: opentelemetry-collector.observability.svc.cluster.local
rootNamespace: istio-system
trustDomain: cluster.local`

function buildMeshConfig(): Manifest[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'istio',
        namespace: 'istio-system',
        labels: {
          'app.kubernetes.io/managed-by': 'Helm',
          'app.kubernetes.io/name': 'istiod',
          'app.kubernetes.io/part-of': 'istio',
          'istio.io/rev': 'default',
          'operator.istio.io/component': 'Pilot',
          release: 'istio',
        },
      },
      data: { mesh, meshNetworks: 'networks: {}' },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'shop-demo-example', namespace: ingress.namespace },
      data: { 'tls.crt': encode(shopCertificate), 'tls.key': encode('no key at all') },
      type: 'kubernetes.io/tls',
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'outlet-demo-example', namespace: ingress.namespace },
      data: { 'tls.crt': encode(expiredCertificate), 'tls.key': encode('no key at all') },
      type: 'kubernetes.io/tls',
    },
    buildMeshObject('PeerAuthentication', 'istio-system', 'default', { mtls: { mode: 'PERMISSIVE' } }),
    buildMeshObject('Telemetry', 'istio-system', 'mesh-default', {
      tracing: [{ providers: [{ name: 'otel-tracing' }], randomSamplingPercentage: 5 }],
    }),
    buildTrustedHops(),
    buildMeshObject('Telemetry', ingress.namespace, 'gateway-logs', {
      accessLogging: [{ providers: [{ name: jsonLogProvider }] }],
    }),
  ]
}

/** Who counts proxies before the gateway wrong believes any address that a caller makes up. */
function buildTrustedHops(): Manifest {
  return buildMeshObject('EnvoyFilter', ingress.namespace, 'trusted-hops', {
    workloadSelector: { labels: { istio: 'ingressgateway' } },
    configPatches: [
      {
        applyTo: 'NETWORK_FILTER',
        match: {
          context: 'GATEWAY',
          listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } },
        },
        patch: {
          operation: 'MERGE',
          value: {
            typed_config: {
              '@type':
                'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
              xff_num_trusted_hops: 2,
            },
          },
        },
      },
    ],
  })
}
