import { egress } from '#demo/world/control-plane.ts'
import {
  allWell,
  buildHttpCall,
  buildMeshObject,
  buildService,
  buildTcpCall,
  buildWorkload,
  nameHost,
  nameService,
  type WorldPart,
} from '#demo/world/parts.ts'
import type { Manifest, WorldCall } from '#demo/world/types.ts'

const place = { namespace: 'warehouse', dataPlane: 'none' } as const
const shop = (workload: string) => ({ namespace: 'shop', workload })

/**
 * The world around the mesh: a namespace without proxies that calls in and is called, in plaintext; a machine with a
 * proxy but no pod; hosts with a ServiceEntry, one of them through the egress gateway; hosts without one (Passthrough)
 * and ports that nothing may reach (BlackHole). Its fault: the importer speaks plaintext to servers that are STRICT.
 */
export function buildOutside(): WorldPart {
  return {
    namespaces: [{ name: place.namespace, dataPlane: 'none', labels: { team: 'logistics' } }],
    workloads: [
      buildWorkload(place, { name: 'stock-importer', serviceAccount: 'default' }),
      buildWorkload(place, { name: 'label-printer', serviceAccount: 'default' }),
      buildWorkload(place, { name: 'conveyor-agent', kind: 'DaemonSet', replicas: 5, ports: [] }),
      // A machine: it has a WorkloadEntry and a proxy, and nobody scrapes that.
      buildWorkload(
        { namespace: place.namespace, dataPlane: 'sidecar' },
        { name: 'mainframe', version: 'v1', kind: 'WorkloadEntry', replicas: 0, serviceAccount: 'mainframe' },
      ),
    ],
    services: [
      buildService(place.namespace, 'label-printer', [{ name: 'http', port: 80, targetPort: 8080 }]),
      buildService(place.namespace, 'stock-importer', [{ name: 'http', port: 80, targetPort: 8080 }]),
    ],
    calls: buildCalls(),
    manifests: buildEntries(),
  }
}

function buildCalls(): WorldCall[] {
  const toHost = (source: string, service: WorldCall['service'], perSecond: number, more = {}) =>
    buildHttpCall({
      source: shop(source),
      service,
      perSecond,
      security: 'none',
      reporters: ['source'],
      latencyMs: { median: 85, p95: 260 },
      ...more,
    })
  return [
    // The importer has no proxy: only inventory's own proxy reports, and it cannot say who called.
    buildHttpCall({
      destination: shop('inventory-v1'),
      service: nameService('shop', 'inventory'),
      perSecond: 2.3,
      security: 'none',
      reporters: ['destination'],
    }),
    // The printer has no proxy: only shipping's proxy reports; the endpoint's metadata still names the workload.
    toHost('shipping-v1', nameService(place.namespace, 'label-printer'), 1.4, {
      destination: { namespace: place.namespace, workload: 'label-printer' },
    }),
    toHost('payment-v1', nameHost('shop', 'api.cardbank.example'), 3, {
      outcomes: [
        { code: '200', flags: '-', share: 0.97 },
        { code: '402', flags: '-', share: 0.03 },
      ],
    }),
    toHost('payment-v2', nameHost('shop', 'api.cardbank.example'), 1),
    toHost('email-v1', nameHost('shop', 'smtp.mailer.example'), 3.8, { outcomes: allWell }),
    toHost('ads-v1', { host: 'track.adnet.example', name: 'PassthroughCluster', namespace: 'unknown' }, 7.5),
    toHost(
      'recommendation-v1',
      { host: 'models.blocked.example', name: 'BlackHoleCluster', namespace: 'unknown' },
      0.2,
      { outcomes: [{ code: '502', flags: '-', share: 1 }], latencyMs: { median: 0.3, p95: 1 } },
    ),
    ...buildEgressCalls(),
    ...buildRefusedCalls(),
    buildHttpCall({
      source: shop('orders-v1'),
      destination: { namespace: place.namespace, workload: 'mainframe' },
      service: nameHost(place.namespace, 'mainframe.warehouse.example'),
      perSecond: 1.6,
      reporters: ['source'],
      latencyMs: { median: 6, p95: 20 },
    }),
    buildTcpCall({
      source: shop('orders-v1'),
      service: { host: 'PassthroughCluster', name: 'PassthroughCluster', namespace: 'unknown' },
      perSecond: 0.3,
      security: 'none',
      reporters: ['source'],
    }),
  ]
}

/** Through the egress gateway: the client names it as the server, and the gateway is the client of the host. */
function buildEgressCalls(): WorldCall[] {
  const common = { perSecond: 0.9, reporters: ['source'] as const }
  return [
    buildHttpCall({
      ...common,
      source: shop('currency-v1'),
      destination: egress,
      service: nameService(egress.namespace, egress.workload),
      latencyMs: { median: 70, p95: 210 },
    }),
    buildHttpCall({
      ...common,
      source: egress,
      service: nameHost('shop', 'rates.exchange.example'),
      security: 'none',
      latencyMs: { median: 65, p95: 200 },
    }),
  ]
}

const staticStrict = 'explicitly denied by: istio-system/istio_converted_static_strict'

/**
 * Plaintext to servers that are STRICT. A sidecar has no filter chain for it and closes the connection: its access log
 * tells, no metric does. A ztunnel denies it and counts that.
 */
function buildRefusedCalls(): WorldCall[] {
  const common = { perSecond: 0.25, security: 'none', requestBytes: 90, responseBytes: 0 } as const
  return [
    buildTcpCall({
      ...common,
      source: { namespace: place.namespace, workload: 'stock-importer' },
      destination: shop('orders-v1'),
      service: nameService('shop', 'orders'),
      outcomes: [{ code: '0', flags: 'NR', share: 1 }],
      reporters: [],
    }),
    buildTcpCall({
      ...common,
      destination: { namespace: 'loyalty', workload: 'ledger-v1' },
      service: nameService('loyalty', 'ledger'),
      // As ztunnel says of STRICT (istio/ztunnel#1273).
      outcomes: [{ code: '0', flags: 'DENY', details: staticStrict, share: 1 }],
      reporters: ['destination'],
    }),
  ]
}

function buildEntries(): Manifest[] {
  const entry = (name: string, host: string, port: Record<string, unknown>) =>
    buildMeshObject('ServiceEntry', 'shop', name, {
      hosts: [host],
      location: 'MESH_EXTERNAL',
      resolution: 'DNS',
      ports: [port],
    })
  return [
    entry('cardbank', 'api.cardbank.example', { number: 443, name: 'https', protocol: 'HTTPS' }),
    entry('mailer', 'smtp.mailer.example', { number: 80, name: 'http', protocol: 'HTTP' }),
    buildMeshObject('DestinationRule', 'shop', 'cardbank', {
      host: 'api.cardbank.example',
      trafficPolicy: { tls: { mode: 'SIMPLE', sni: 'api.cardbank.example' } },
    }),
    ...buildExchange(entry),
    buildMeshObject('ServiceEntry', place.namespace, 'mainframe', {
      hosts: ['mainframe.warehouse.example'],
      location: 'MESH_INTERNAL',
      resolution: 'STATIC',
      ports: [{ number: 8080, name: 'http', protocol: 'HTTP' }],
      workloadSelector: { labels: { app: 'mainframe' } },
    }),
    buildMeshObject('WorkloadGroup', place.namespace, 'mainframe', {
      metadata: { labels: { app: 'mainframe' } },
      template: { serviceAccount: 'mainframe', ports: { http: 8080 } },
    }),
    buildMeshObject('WorkloadEntry', place.namespace, 'mainframe-1', {
      address: '192.0.2.17',
      labels: { app: 'mainframe', version: 'v1' },
      serviceAccount: 'mainframe',
    }),
  ]
}

/** The host of exchange rates: what the mesh sends there goes to the egress gateway first, and from there on. */
function buildExchange(
  entry: (name: string, host: string, port: Record<string, unknown>) => Manifest,
): Manifest[] {
  const host = 'rates.exchange.example'
  const gateway = `${egress.namespace}/exchange`
  const gatewayHost = `${egress.workload}.${egress.namespace}.svc.cluster.local`
  return [
    entry('exchange', host, { number: 80, name: 'http', protocol: 'HTTP' }),
    buildMeshObject('IstioGateway', egress.namespace, 'exchange', {
      selector: { istio: 'egressgateway' },
      servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [host] }],
    }),
    buildMeshObject('VirtualService', 'shop', 'exchange', {
      hosts: [host],
      gateways: ['mesh', gateway],
      http: [
        {
          match: [{ gateways: ['mesh'], port: 80 }],
          route: [{ destination: { host: gatewayHost, port: { number: 80 } } }],
        },
        {
          match: [{ gateways: [gateway], port: 80 }],
          route: [{ destination: { host, port: { number: 80 } } }],
        },
      ],
    }),
  ]
}
