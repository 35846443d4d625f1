import {
  buildHttpCall,
  buildMeshObject,
  buildService,
  buildTcpCall,
  buildWorkload,
  nameService,
  type WorldPart,
} from '#demo/world/parts.ts'
import type { Manifest, WorldCall } from '#demo/world/types.ts'

const place = { namespace: 'bookinfo', dataPlane: 'sidecar' } as const
const at = (workload: string) => ({ namespace: place.namespace, workload })
const service = (name: string) => nameService(place.namespace, name)

/** Istio's sample application (istio/istio samples/bookinfo), three versions of reviews, mongodb over TCP. */
export function buildBookinfo(ingress: { namespace: string; workload: string }): WorldPart {
  return {
    namespaces: [
      {
        name: place.namespace,
        dataPlane: 'sidecar',
        labels: { 'istio-injection': 'enabled', team: 'books' },
      },
    ],
    workloads: [
      ...(
        [
          ['productpage-v1', 2],
          ['details-v1', 1],
          ['ratings-v1', 1],
          ['ratings-v2', 1],
          ['reviews-v1', 1],
          ['reviews-v2', 1],
          ['reviews-v3', 1],
        ] as const
      ).map(([name, replicas]) =>
        buildWorkload(place, {
          name,
          replicas,
          ports: [9080],
          serviceAccount: `bookinfo-${name.split('-')[0]}`,
          image: `registry.istio.io/release/examples-bookinfo-${name}:1.20.3`,
        }),
      ),
      buildWorkload(place, {
        name: 'mongodb-v1',
        ports: [27017],
        serviceAccount: 'bookinfo-mongodb',
        image: 'registry.istio.io/release/examples-bookinfo-mongodb:1.20.3',
      }),
    ],
    services: [
      ...['productpage', 'details', 'reviews', 'ratings'].map((name) =>
        buildService(place.namespace, name, [{ name: 'http', port: 9080 }]),
      ),
      buildService(place.namespace, 'mongodb', [{ name: 'mongo', port: 27017 }]),
    ],
    calls: buildCalls(ingress),
    manifests: [...buildRouting(), ...buildSecurity()],
  }
}

function buildCalls(ingress: { namespace: string; workload: string }): WorldCall[] {
  const perSecond = 12
  const third = perSecond / 3
  const http = (
    source: string,
    workload: string,
    name: string,
    rate: number,
    more: Partial<WorldCall> = {},
  ) =>
    buildHttpCall({
      source: at(source),
      destination: at(workload),
      service: service(name),
      perSecond: rate,
      ...more,
    })
  return [
    buildHttpCall({
      source: ingress,
      destination: at('productpage-v1'),
      service: service('productpage'),
      perSecond,
      latencyMs: { median: 32, p95: 95 },
      responseBytes: 5_300,
      outcomes: [
        { code: '200', flags: '-', share: 0.985 },
        { code: '404', flags: '-', share: 0.015 },
      ],
    }),
    http('productpage-v1', 'details-v1', 'details', perSecond, { latencyMs: { median: 4, p95: 9 } }),
    http('productpage-v1', 'reviews-v1', 'reviews', third, { latencyMs: { median: 6, p95: 14 } }),
    http('productpage-v1', 'reviews-v2', 'reviews', third, { latencyMs: { median: 16, p95: 42 } }),
    http('productpage-v1', 'reviews-v3', 'reviews', third, { latencyMs: { median: 17, p95: 45 } }),
    http('reviews-v2', 'ratings-v1', 'ratings', third, { latencyMs: { median: 3, p95: 7 } }),
    http('reviews-v3', 'ratings-v1', 'ratings', third * 0.7, { latencyMs: { median: 3, p95: 7 } }),
    http('reviews-v3', 'ratings-v2', 'ratings', third * 0.3, { latencyMs: { median: 7, p95: 21 } }),
    buildTcpCall({
      source: at('ratings-v2'),
      destination: at('mongodb-v1'),
      service: service('mongodb'),
      perSecond: 0.4,
      requestBytes: 820,
      responseBytes: 3_900,
    }),
  ]
}

function buildRouting(): Manifest[] {
  const route = (name: string, spec: Record<string, unknown>) =>
    buildMeshObject('VirtualService', place.namespace, name, spec)
  const rule = (name: string, versions: readonly string[]) =>
    buildMeshObject('DestinationRule', place.namespace, name, {
      host: name,
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
      subsets: versions.map((version) => ({ name: version, labels: { version } })),
    })
  const to = (host: string, subset: string, weight?: number) => ({
    destination: { host, subset },
    ...(weight === undefined ? {} : { weight }),
  })
  return [
    buildMeshObject('IstioGateway', place.namespace, 'bookinfo-gateway', {
      selector: { istio: 'ingressgateway' },
      servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['bookinfo.demo.example'] }],
    }),
    route('bookinfo', {
      hosts: ['bookinfo.demo.example'],
      gateways: ['bookinfo-gateway'],
      http: [
        {
          match: [
            { uri: { exact: '/productpage' } },
            { uri: { prefix: '/static' } },
            { uri: { exact: '/login' } },
            { uri: { exact: '/logout' } },
            { uri: { prefix: '/api/v1/products' } },
          ],
          route: [{ destination: { host: 'productpage', port: { number: 9080 } } }],
        },
      ],
    }),
    route('reviews', {
      hosts: ['reviews'],
      http: [{ route: [to('reviews', 'v1', 34), to('reviews', 'v2', 33), to('reviews', 'v3', 33)] }],
    }),
    route('ratings', {
      hosts: ['ratings'],
      http: [{ route: [to('ratings', 'v1', 85), to('ratings', 'v2', 15)], timeout: '2s' }],
    }),
    route('details', { hosts: ['details'], http: [{ route: [to('details', 'v1')] }] }),
    rule('productpage', ['v1']),
    rule('reviews', ['v1', 'v2', 'v3']),
    rule('ratings', ['v1', 'v2']),
    rule('details', ['v1']),
  ]
}

function buildSecurity(): Manifest[] {
  const principal = (account: string) => `cluster.local/ns/${place.namespace}/sa/bookinfo-${account}`
  const allow = (name: string, principals: readonly string[], operation?: Record<string, unknown>) =>
    buildMeshObject('AuthorizationPolicy', place.namespace, `allow-${name}`, {
      selector: { matchLabels: { app: name } },
      action: 'ALLOW',
      rules: [{ from: [{ source: { principals } }], ...(operation ? { to: [{ operation }] } : {}) }],
    })
  return [
    buildMeshObject('PeerAuthentication', place.namespace, 'default', { mtls: { mode: 'STRICT' } }),
    allow('productpage', ['cluster.local/ns/istio-ingress/sa/istio-ingressgateway'], {
      methods: ['GET', 'POST'],
    }),
    allow('details', [principal('productpage')], { methods: ['GET'] }),
    allow('reviews', [principal('productpage')], { methods: ['GET'] }),
    allow('ratings', [principal('reviews')], { methods: ['GET'] }),
    allow('mongodb', [principal('ratings')]),
    buildMeshObject('Sidecar', place.namespace, 'default', {
      egress: [{ hosts: ['./*', 'istio-system/*'] }],
    }),
  ]
}
