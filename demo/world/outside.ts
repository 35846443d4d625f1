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
 * The world around the mesh: a namespace without proxies that calls in and is called, in plaintext; hosts with a
 * ServiceEntry; hosts without one (Passthrough) and ports that nothing may reach (BlackHole).
 */
export function buildOutside(): WorldPart {
  return {
    namespaces: [{ name: place.namespace, dataPlane: 'none', labels: { team: 'logistics' } }],
    workloads: [
      buildWorkload(place, { name: 'stock-importer', serviceAccount: 'default' }),
      buildWorkload(place, { name: 'label-printer', serviceAccount: 'default' }),
      buildWorkload(place, { name: 'conveyor-agent', kind: 'DaemonSet', replicas: 5, ports: [] }),
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
    buildTcpCall({
      source: shop('orders-v1'),
      service: { host: 'PassthroughCluster', name: 'PassthroughCluster', namespace: 'unknown' },
      perSecond: 0.3,
      security: 'none',
      reporters: ['source'],
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
    buildMeshObject('WorkloadGroup', place.namespace, 'mainframe', {
      metadata: { labels: { app: 'mainframe' } },
      template: { serviceAccount: 'default', ports: { http: 8080 } },
    }),
    buildMeshObject('WorkloadEntry', place.namespace, 'mainframe-1', {
      address: '192.0.2.17',
      labels: { app: 'mainframe', version: 'v1' },
      serviceAccount: 'default',
    }),
  ]
}
