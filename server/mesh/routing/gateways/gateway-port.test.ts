import { describe, expect, it } from 'vitest'
import { mergeGatewayServers } from '#server/mesh/routing/gateways/gateway-servers.ts'
import {
  buildMesh,
  buildObject,
  call,
  edge,
  formatDestinations,
} from '#server/mesh/routing/routing.test-support.ts'

const services = ['reviews.shop:8080,80', 'ratings.shop:9080']
const server = (hosts: string[], port = 80, protocol = 'HTTP', facts: object = {}) => ({
  port: { number: port, name: `${protocol}-${port}`, protocol },
  hosts,
  ...facts,
})
const gateway = (name: string, servers: object[], age = 0, selector: object | undefined = { gw: 'edge' }) =>
  buildObject('Gateway', name, { selector, servers }, age)
const vs = (name: string, spec: object, age = 1) =>
  buildObject(
    'VirtualService',
    name,
    {
      hosts: ['shop.test'],
      gateways: ['ingress/g'],
      http: [
        { name: name.split('/')[1], route: [{ destination: { host: 'reviews.shop.svc.cluster.local' } }] },
      ],
      ...spec,
    },
    age,
  )
const open = gateway('ingress/g', [server(['*'])])

/** `namespace/name` of the VirtualService whose route a request takes, or the outcome. */
function take(objects: ReturnType<typeof vs>[], url = 'http://shop.test', client = edge) {
  const routed = call(buildMesh({ services, objects }), url, { client })
  const metadata = routed.outcome === 'route' ? routed.route?.virtualService.metadata : undefined
  return metadata ? `${metadata.namespace}/${metadata.name}` : routed.outcome
}

describe('a gateway', () => {
  it('routes by the host, without its port and case', () => {
    expect(take([open, vs('shop/a', {})], 'http://SHOP.test:80')).toBe('shop/a')
    expect(take([open, vs('shop/a', {})], 'http://other.test')).toBe('not-found')
  })

  it('has no listener without a Gateway that selects it', () => {
    expect(take([vs('shop/a', {})])).toBe('no-http-listener')
    expect(take([gateway('ingress/g', [server(['*'])], 0, { gw: 'other' }), vs('shop/a', {})])).toBe(
      'no-http-listener',
    )
    expect(take([open, vs('shop/a', {})], 'http://shop.test:8080')).toBe('no-http-listener')
  })

  it('is selected from other namespaces, and by no selector at all', () => {
    expect(take([gateway('shop/g', [server(['*'])]), vs('shop/a', { gateways: ['g'] })])).toBe('shop/a')
    const everywhere = buildObject('Gateway', 'ingress/g', { servers: [server(['*'])] })
    expect(take([everywhere, vs('shop/a', {})])).toBe('shop/a')
  })

  it.each([
    ['ingress/g', 'ingress/g', 'shop/a'],
    ['shop/g', 'g', 'shop/a'],
    ['shop/g', './g', 'shop/a'],
    ['ingress/g', 'g.ingress.svc.cluster.local', 'shop/a'],
    ['ingress/g', 'g', 'not-found'],
  ])('%s is bound by the reference %s', (name, reference, expected) => {
    expect(take([gateway(name, [server(['*'])]), vs('shop/a', { gateways: [reference] })])).toBe(expected)
  })

  it('uses what is exported to the namespace of its pod', () => {
    expect(take([open, vs('shop/a', { exportTo: ['.'] })])).toBe('not-found')
    expect(take([open, vs('shop/a', { exportTo: ['ingress'] })])).toBe('shop/a')
  })

  it('knows all ports of a destination: the only one is taken', () => {
    const ratings = { http: [{ name: 'a', route: [{ destination: { host: 'ratings' } }] }] }
    const routed = call(buildMesh({ services, objects: [open, vs('shop/a', ratings)] }), 'http://shop.test', {
      client: edge,
    })
    expect(formatDestinations(routed)).toBe('ratings.shop:9080')
  })

  it('takes the port of a service in front of it for the target port', () => {
    const front = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'edge', namespace: 'ingress' },
      spec: { selector: { gw: 'edge' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    }
    const { servers } = mergeGatewayServers(buildMesh({ objects: [open, front] }).indexes.snapshot, edge)
    expect(servers.map(({ port, listenPort }) => [port, listenPort])).toEqual([[80, 8080]])
  })
})

describe('hosts of a server', () => {
  it.each<[string, string[], string[], string, string]>([
    ['that hold the VirtualService', ['*.test'], ['shop.test'], 'shop.test', 'shop/a'],
    ['that the VirtualService holds', ['shop.test'], ['*.test'], 'shop.test', 'shop/a'],
    ['that the VirtualService is wider than', ['shop.test'], ['*.test'], 'other.test', 'not-found'],
    ['that are others', ['*.other'], ['shop.test'], 'shop.test', 'not-found'],
    ['of the namespace', ['shop/shop.test'], ['shop.test'], 'shop.test', 'shop/a'],
    ['of another namespace', ['bank/shop.test'], ['shop.test'], 'shop.test', 'not-found'],
    ['of any namespace', ['*/shop.test'], ['shop.test'], 'shop.test', 'shop/a'],
    ["of the Gateway's own namespace", ['./shop.test'], ['shop.test'], 'shop.test', 'not-found'],
  ])('%s', (_what, serverHosts, hosts, called, expected) => {
    expect(
      take([gateway('ingress/g', [server(serverHosts)]), vs('shop/a', { hosts })], `http://${called}`),
    ).toBe(expected)
  })
})

describe('several VirtualServices of one host', () => {
  const path = (prefix: string) => ({
    http: [{ name: 'p', match: [{ uri: { prefix } }], route: [{ destination: { host: 'ratings' } }] }],
  })

  it('are put one after another, the oldest first', () => {
    const objects = [open, vs('shop/young', path('/a'), 2), vs('shop/old', path('/a/b'), 1)]
    expect([take(objects, 'http://shop.test/a/b'), take(objects, 'http://shop.test/a')]).toEqual([
      'shop/old',
      'shop/young',
    ])
  })

  it('have what takes everything at the end', () => {
    const objects = [open, vs('shop/old', {}, 1), vs('shop/young', path('/y'), 2)]
    expect([take(objects, 'http://shop.test/y'), take(objects, 'http://shop.test/x')]).toEqual([
      'shop/young',
      'shop/old',
    ])
  })

  it('of one age go by name, then by namespace', () => {
    expect(take([open, vs('shop/b', {}), vs('shop/a', {})])).toBe('shop/a')
    expect(take([open, vs('shop/a', {}), vs('bank/a', {})])).toBe('bank/a')
  })

  it('of two Gateways on one port share it', () => {
    const objects = [
      open,
      gateway('shop/h', [server(['*'])], 1),
      vs('shop/a', path('/a')),
      vs('shop/b', { gateways: ['h'], ...path('/b') }),
    ]
    expect([take(objects, 'http://shop.test/a'), take(objects, 'http://shop.test/b')]).toEqual([
      'shop/a',
      'shop/b',
    ])
  })
})

describe('matches on a gateway', () => {
  const matching = (match: object) => [
    open,
    vs('shop/a', { http: [{ name: 'a', match: [match], route: [{ destination: { host: 'ratings' } }] }] }),
  ]

  it.each<[object, string]>([
    [{ gateways: ['ingress/g'] }, 'shop/a'],
    [{ gateways: ['mesh'] }, 'not-found'],
    [{ sourceLabels: { gw: 'edge' } }, 'shop/a'],
    [{ sourceLabels: { gw: 'other' } }, 'not-found'],
    [{ sourceNamespace: 'ingress' }, 'shop/a'],
    [{ port: 80 }, 'shop/a'],
    [{ port: 8080 }, 'not-found'],
  ])('%j', (match, expected) => {
    expect(take(matching(match))).toBe(expected)
  })
})

describe('TLS at a server', () => {
  const redirecting = gateway('ingress/g', [server(['*.test'], 80, 'HTTP', { tls: { httpsRedirect: true } })])

  it('that redirects sends plain requests to https, for hosts without a VirtualService too', () => {
    expect(take([redirecting, vs('shop/a', {})])).toBe('https-redirect')
    expect(take([redirecting], 'http://other.test')).toBe('https-redirect')
    expect(take([redirecting, vs('shop/a', {})], 'https://shop.test:80')).toBe('shop/a')
  })

  it('that ends here has its own routes, chosen by the host', () => {
    const https = (host: string) =>
      server([host], 443, 'HTTPS', {
        port: { number: 443, name: host, protocol: 'HTTPS' },
        tls: { mode: 'SIMPLE' },
      })
    const objects = [gateway('ingress/g', [https('*.test'), https('shop.test')]), vs('shop/a', {})]
    expect(take(objects, 'https://shop.test:443')).toBe('shop/a')
    expect(take(objects, 'https://shop.other:443')).toBe('no-http-listener')
  })

  it.each<[string, object[], string[]]>([
    ['a TCP server on a port of HTTP', [server(['*']), server(['*'], 80, 'TCP')], ['port-in-use']],
    ['HTTP servers of one port', [server(['a.test']), server(['b.test'], 80, 'HTTP2')], []],
    [
      'TLS servers that share a host',
      [
        server(['a.test'], 443, 'HTTPS', { tls: { mode: 'SIMPLE' } }),
        server(['a.test'], 443, 'TLS', { tls: {} }),
      ],
      ['hosts-in-use'],
    ],
    [
      'TLS servers of different hosts',
      [
        server(['a.test'], 443, 'HTTPS', { tls: { mode: 'SIMPLE' } }),
        server(['b.test'], 443, 'TLS', { tls: {} }),
      ],
      [],
    ],
  ])('conflicts: %s', (_what, servers, expected) => {
    const { indexes } = buildMesh({ objects: [gateway('ingress/g', servers)] })
    expect(mergeGatewayServers(indexes.snapshot, edge).rejected.map(({ reason }) => reason)).toEqual(expected)
  })
})
