import { buildEdge, buildGraph, buildNode } from '#components/graph/graph.test-support.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/**
 * A small mesh in which every operand has something to tell: an ingress calls a page, the page calls two versions of
 * reviews by http, a till by grpc and a database by tcp; a host outside is a ServiceEntry; one workload is idle.
 */
export const mesh: TrafficGraph = buildGraph(
  [
    buildNode('edge/ingress', {
      workloadKind: 'Deployment',
      gateway: { api: 'istio', direction: 'ingress', hosts: ['shop.example.com'] },
      flags: ['root'],
      out: { httpPerSecond: 10 },
      rank: { in: 4, out: 3, total: 4 },
    }),
    buildNode('shop/page-v1', {
      version: 'v1',
      workloadKind: 'Deployment',
      mode: 'sidecar',
      labels: { app: 'page', 'app.kubernetes.io/part-of': 'Shop Front', tier: 'web' },
      flags: ['virtualService', 'requestRouting'],
      in: { httpPerSecond: 10, httpErrorPercent: 0 },
      out: { httpPerSecond: 8, grpcPerSecond: 2, tcpBytesPerSecond: 5_000 },
      rank: { in: 3, out: 1, total: 1 },
    }),
    buildNode('shop/reviews-v1', {
      version: 'v1',
      mode: 'sidecar',
      health: { status: 'failing', reasons: [] },
      in: { httpPerSecond: 6, httpErrorPercent: 25 },
      flags: ['circuitBreaker', 'faultInjection'],
      rank: { in: 2, out: 3, total: 3 },
    }),
    buildNode('shop/reviews-v2', {
      version: 'v2',
      mode: 'ambient',
      health: { status: 'degraded', reasons: [] },
      in: { httpPerSecond: 2, httpErrorPercent: 2.5 },
      flags: ['outOfMesh', 'mirroring', 'trafficShifting'],
      rank: { in: 3, out: 2, total: 2 },
    }),
    buildNode('bank/till', {
      cluster: 'west',
      mode: 'sidecar',
      health: { status: 'notReady', reasons: [] },
      in: { grpcPerSecond: 2, grpcErrorPercent: 50 },
      flags: ['requestTimeout', 'outside'],
      rank: { in: 3, out: 3, total: 4 },
    }),
    buildNode('bank/db', {
      cluster: 'west',
      workloadKind: 'StatefulSet',
      mode: 'none',
      in: { tcpBytesPerSecond: 5_000 },
      flags: ['tcpTrafficShifting', 'workloadEntry'],
      rank: { in: 3, out: 3, total: 4 },
    }),
    buildNode('shop/stars.example.com', {
      id: 'stars',
      kind: 'service',
      workload: undefined,
      app: undefined,
      service: 'stars.example.com',
      serviceEntry: {
        namespace: 'shop',
        name: 'stars',
        location: 'MESH_EXTERNAL',
        hosts: ['stars.example.com', 'api.stars.example.com'],
      },
      health: { status: 'unknown', reasons: [] },
      in: { httpPerSecond: 1 },
      rank: { in: 3, out: 3, total: 4 },
    }),
    buildNode('shop/old', {
      health: { status: 'idle', reasons: [] },
      flags: ['idle', 'dead'],
      rank: { in: 4, out: 3, total: 5 },
    }),
    buildNode('unknown/unknown', {
      id: 'nobody',
      kind: 'unknown',
      workload: undefined,
      app: undefined,
      health: { status: 'unknown', reasons: [] },
      flags: ['restricted'],
      rank: { in: 4, out: 3, total: 4 },
    }),
  ].map((node) =>
    node.id === 'edge/ingress' ? { ...node, id: 'ingress' } : { ...node, id: shorten(node.id) },
  ),
  [
    buildEdge('ingress', 'page-v1', {
      id: 'in-page',
      requestsPerSecond: 10,
      latencyMsAvg: 40,
      latencyMsP95: 120,
      mtlsPercent: 0,
      responses: [{ code: '200', flags: '-', host: 'page.shop', percent: 100 }],
    }),
    buildEdge('page-v1', 'reviews-v1', {
      id: 'page-r1',
      requestsPerSecond: 6,
      errorPercent: 25,
      sharePercent: 75,
      health: 'failing',
      latencyMsAvg: 400,
      latencyMsP50: 300,
      latencyMsP95: 1_500,
      latencyMsP99: 2_000,
      mtlsPercent: 100,
      responseBytesPerSecond: 12_000,
      responses: [
        { code: '200', flags: '-', host: 'reviews.shop', percent: 75 },
        { code: '503', flags: 'UO,URX', host: 'reviews.shop', percent: 25 },
      ],
      sourcePrincipals: ['spiffe://cluster.local/ns/shop/sa/page'],
      destinationPrincipals: ['spiffe://cluster.local/ns/shop/sa/reviews'],
    }),
    buildEdge('page-v1', 'reviews-v2', {
      id: 'page-r2',
      requestsPerSecond: 2,
      errorPercent: 2.5,
      sharePercent: 25,
      health: 'degraded',
      latencyMsP95: 1_000,
      mtlsPercent: 50,
      responses: [
        { code: '200', flags: '-', host: 'reviews.shop', percent: 97.5 },
        { code: '404', flags: 'NR', host: 'reviews.shop', percent: 2.5 },
      ],
    }),
    buildEdge('page-v1', 'till', {
      id: 'page-till',
      protocol: 'grpc',
      requestsPerSecond: 2,
      errorPercent: 50,
      sharePercent: 100,
      health: 'failing',
      latencyMsP95: 20,
      mtlsPercent: 100,
      responses: [{ code: '14', flags: 'UF', host: 'till.bank', percent: 50 }],
    }),
    buildEdge('page-v1', 'db', {
      id: 'page-db',
      protocol: 'tcp',
      requestsPerSecond: undefined,
      errorPercent: undefined,
      bytesPerSecond: 5_000,
      mtlsPercent: 0,
      responses: [{ code: '-', flags: '-', host: 'db.bank', percent: 100 }],
    }),
    buildEdge('reviews-v2', 'stars', { id: 'r2-stars', requestsPerSecond: 1 }),
    buildEdge('nobody', 'reviews-v1', { id: 'nobody-r1', requestsPerSecond: 0, idle: true, health: 'idle' }),
  ],
)

/** `shop/page-v1` is `page-v1` in the tables of the tests. */
function shorten(id: string): string {
  return id.replace(/^[a-z]+\//, '')
}
