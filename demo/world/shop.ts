import {
  buildGrpcCall,
  buildHttpCall,
  buildService,
  buildTcpCall,
  buildWorkload,
  nameService,
  type WorldPart,
} from '#demo/world/parts.ts'
import { buildShopManifests } from '#demo/world/shop-manifests.ts'
import type { WorldCall, WorldService, WorldWorkload } from '#demo/world/types.ts'

const place = { namespace: 'shop', dataPlane: 'sidecar' } as const
const at = (workload: string) => ({ namespace: place.namespace, workload })

/**
 * An online shop: HTTP at the edge, gRPC inside, redis, postgres and a broker over TCP. Its faults: payment-v2 fails
 * 8 % of its calls, recommendation-v2 crashes, ads has one pod of three, email answers UNAVAILABLE now and then,
 * currency is slow and so is all that asks it, checkout asks for a subset of shipping that no pod has, and the proxy of
 * gift-wrap has not taken the routes that it was sent.
 */
export function buildShop(ingress: { namespace: string; workload: string }): WorldPart {
  return {
    namespaces: [
      {
        name: place.namespace,
        dataPlane: 'sidecar',
        labels: { 'istio-injection': 'enabled', team: 'store' },
      },
    ],
    workloads: buildWorkloads(),
    services: buildServices(),
    calls: [...buildEdgeCalls(ingress), ...buildInnerCalls(), ...buildStoreCalls()],
    manifests: buildShopManifests(place.namespace),
  }
}

function buildWorkloads(): WorldWorkload[] {
  const run = (name: string, more: Partial<WorldWorkload> = {}) => buildWorkload(place, { ...more, name })
  const store = (name: string, image: string, port: number) =>
    run(name, { kind: 'StatefulSet', app: name, version: '', image, ports: [port], serviceAccount: name })
  return [
    run('frontend-v1', { replicas: 3 }),
    run('catalog-v1', { replicas: 2, ports: [9000] }),
    run('cart-v1', { replicas: 2, ports: [9000] }),
    run('checkout-v1', { replicas: 2, ports: [9000] }),
    run('payment-v1', { ports: [9000] }),
    run('payment-v2', { ports: [9000], image: 'registry.demo.example/shop/payment:2.0.0-rc3' }),
    run('shipping-v1', { ports: [8080], certificates: 'overdue' }),
    run('currency-v1', { ports: [9000], certificates: 'old-root' }),
    run('recommendation-v1', { ports: [9000] }),
    run('recommendation-v2', { ports: [9000], ready: 0, waitingReason: 'CrashLoopBackOff' }),
    run('ads-v1', { replicas: 3, ready: 1, waitingReason: 'ImagePullBackOff' }),
    // Its proxy did not like a cluster of another namespace, and says so by name.
    run('email-v1', {
      ports: [9000],
      proxySync: {
        type: 'cluster',
        error:
          'Error adding/updating cluster(s) outbound|9080||ratings.bookinfo.svc.cluster.local: unknown transport socket',
      },
    }),
    run('orders-v1', { replicas: 2 }),
    // Streams: few requests, many messages.
    run('tracking-v1', { ports: [9000] }),
    run('inventory-v1', { labels: { 'app.kubernetes.io/name': 'inventory' } }),
    // Without a version label telemetry says `latest`; without callers a workload is idle.
    run('gift-wrap', { version: '', proxySync: { type: 'route' } }),
    run('feature-flags-v1'),
    // Owned by what no Kubernetes knows; nobody calls it yet.
    run('wishlist-v1', { kind: 'Rollout', replicas: 2 }),
    run('search-indexer', { kind: 'CronJob', version: '', replicas: 0, ready: 0, ports: [] }),
    run('schema-migration', { kind: 'Job', version: '', replicas: 0, ready: 0, ports: [] }),
    store('redis-cart', 'docker.io/library/redis:8.2.1', 6379),
    store('postgres', 'docker.io/library/postgres:18.1', 5432),
  ]
}

function buildServices(): WorldService[] {
  const http = (name: string) =>
    buildService(place.namespace, name, [{ name: 'http', port: 80, targetPort: 8080 }])
  const grpc = (name: string) =>
    buildService(place.namespace, name, [{ name: 'grpc', port: 9000, appProtocol: 'grpc' }])
  return [
    ...['frontend', 'shipping', 'ads', 'orders', 'inventory', 'gift-wrap', 'feature-flags'].map(http),
    ...['catalog', 'cart', 'checkout', 'payment', 'currency', 'recommendation', 'email', 'tracking'].map(
      grpc,
    ),
    buildService(place.namespace, 'redis-cart', [{ name: 'tcp-redis', port: 6379 }]),
    buildService(place.namespace, 'postgres', [{ name: 'tcp-postgres', port: 5432 }]),
  ]
}

type More = Partial<WorldCall>

const link = (source: string, destination: string, perSecond: number, more: More = {}) => ({
  source: at(source),
  destination: at(destination),
  service: nameService(place.namespace, destination.replace(/-v\d+$/, '')),
  perSecond,
  ...more,
})

function buildEdgeCalls(ingress: { namespace: string; workload: string }): WorldCall[] {
  return [
    buildHttpCall({
      source: ingress,
      destination: at('frontend-v1'),
      service: nameService(place.namespace, 'frontend'),
      perSecond: 86,
      latencyMs: { median: 260, p95: 1_650 },
      responseBytes: 18_400,
      outcomes: [
        { code: '200', flags: '-', share: 0.955 },
        { code: '302', flags: '-', share: 0.03 },
        { code: '404', flags: '-', share: 0.008 },
        { code: '500', flags: '-', share: 0.005 },
        { code: '0', flags: 'DC', share: 0.002 },
      ],
    }),
    buildHttpCall(link('frontend-v1', 'ads-v1', 52, { latencyMs: { median: 25, p95: 240 } })),
    buildHttpCall(
      link('frontend-v1', 'orders-v1', 6.4, {
        outcomes: [
          { code: '200', flags: '-', share: 0.93 },
          { code: '404', flags: '-', share: 0.07 },
        ],
      }),
    ),
  ]
}

function buildInnerCalls(): WorldCall[] {
  const grpc = (source: string, destination: string, perSecond: number, more?: More) =>
    buildGrpcCall(link(source, destination, perSecond, more))
  const flaky = (status: string, share: number): WorldCall['outcomes'] => [
    { code: '200', grpcStatus: '0', flags: '-', share: 1 - share },
    { code: '200', grpcStatus: status, flags: '-', share },
  ]
  return [
    grpc('frontend-v1', 'catalog-v1', 118, { responseBytes: 6_400 }),
    grpc('frontend-v1', 'cart-v1', 44),
    grpc('frontend-v1', 'currency-v1', 71, { latencyMs: { median: 180, p95: 1_400 } }),
    grpc('frontend-v1', 'recommendation-v1', 38, { latencyMs: { median: 14, p95: 60 } }),
    grpc('frontend-v1', 'checkout-v1', 4.2, { latencyMs: { median: 240, p95: 1_600 } }),
    grpc('frontend-v1', 'tracking-v1', 0.8, {
      latencyMs: { median: 190, p95: 800 },
      messagesPerRequest: 24,
    }),
    grpc('recommendation-v1', 'catalog-v1', 38, { messagesPerRequest: 4 }),
    grpc('checkout-v1', 'cart-v1', 8.4),
    grpc('checkout-v1', 'catalog-v1', 11),
    grpc('checkout-v1', 'currency-v1', 8.4, { latencyMs: { median: 180, p95: 1_400 } }),
    grpc('checkout-v1', 'payment-v1', 3.1, { latencyMs: { median: 70, p95: 220 } }),
    grpc('checkout-v1', 'payment-v2', 1.1, {
      latencyMs: { median: 90, p95: 600 },
      outcomes: [
        { code: '200', grpcStatus: '0', flags: '-', share: 0.92 },
        { code: '503', grpcStatus: '14', flags: 'UC', share: 0.05 },
        { code: '500', grpcStatus: '13', flags: '-', share: 0.03 },
      ],
    }),
    grpc('checkout-v1', 'email-v1', 4, { outcomes: flaky('14', 0.06) }),
    buildHttpCall(link('checkout-v1', 'shipping-v1', 4.2, { latencyMs: { median: 35, p95: 120 } })),
    buildHttpCall(link('checkout-v1', 'orders-v1', 4)),
    // The VirtualService's route to the subset `express`, which no DestinationRule has: Envoy answers at once.
    buildHttpCall({
      source: at('checkout-v1'),
      service: nameService(place.namespace, 'shipping'),
      perSecond: 0.5,
      outcomes: [{ code: '503', flags: 'NC', share: 1 }],
      reporters: ['source'],
      latencyMs: { median: 0.3, p95: 0.8 },
      responseBytes: 0,
    }),
    buildHttpCall(link('orders-v1', 'inventory-v1', 9.2)),
    buildHttpCall(link('orders-v1', 'gift-wrap', 1.1)),
    buildHttpCall(link('catalog-v1', 'inventory-v1', 15, { latencyMs: { median: 5, p95: 22 } })),
  ]
}

function buildStoreCalls(): WorldCall[] {
  const tcp = (source: string, destination: string, perSecond: number, bytes: number) =>
    buildTcpCall(
      link(source, destination, perSecond, { requestBytes: bytes, responseBytes: Math.round(bytes * 3.4) }),
    )
  return [
    tcp('cart-v1', 'redis-cart', 1.6, 22_000),
    tcp('catalog-v1', 'postgres', 0.9, 31_000),
    tcp('orders-v1', 'postgres', 0.6, 14_500),
    tcp('inventory-v1', 'postgres', 0.5, 9_800),
  ]
}
