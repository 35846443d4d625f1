import { describe, expect, it } from 'vitest'
import { buildMesh, buildObject, edge, web } from '#server/mesh/routing/routing.test-support.ts'
import { type ConnectionQuestion, routeConnection } from '#server/mesh/routing/tcp/route-connection.ts'

const host = 'db.shop.svc.cluster.local'
const services = ['db.shop:tcp@5432,tls@443', 'other.shop:tcp@5432']
const to = (name: string, facts: object = {}) => ({ destination: { host: name }, ...facts })
const vs = (name: string, spec: object, age = 0) =>
  buildObject('VirtualService', name, { hosts: [host], ...spec }, age)
const gateway = (...servers: object[]) =>
  buildObject('Gateway', 'ingress/g', { selector: { gw: 'edge' }, servers })

function ask(objects: ReturnType<typeof vs>[], facts: Partial<ConnectionQuestion> = {}, meshConfig = {}) {
  const routing = buildMesh({ services, objects, meshConfig })
  const routed = routeConnection(routing, { client: web, via: 'mesh', host, port: 5432, ...facts })
  const destinations = routed.destinations.map(
    ({ host: of, port, weight, missing }) =>
      `${of.split('.')[0]}:${port}${weight ? `*${weight}` : ''}${missing ? '!' : ''}`,
  )
  return [routed.virtualService?.metadata.name ?? routed.outcome, ...destinations].join(' ')
}

describe('a TCP connection of a sidecar', () => {
  it('goes to the service that is called when no VirtualService says otherwise', () => {
    expect(ask([])).toBe('route db:5432')
    expect(ask([], { host: 'db.shop' })).toBe('route db:5432')
    expect(ask([vs('shop/a', { http: [{ route: [to('other')] }] })])).toBe('route db:5432')
  })

  it.each([
    ['ALLOW_ANY', 'passthrough'],
    ['REGISTRY_ONLY', 'blackhole'],
  ])('to an unknown host under %s is %s', (mode, expected) => {
    expect(ask([], { host: 'x.test' }, { outboundTrafficPolicy: { mode } })).toBe(expected)
  })

  it('takes the first route that is for it', () => {
    const tcp = [
      { match: [{ port: 1 }], route: [to('x')] },
      {
        match: [{ sourceLabels: { app: 'api' } }, { sourceNamespace: 'bank' }, { gateways: ['ingress/g'] }],
        route: [to('y')],
      },
      { match: [{ port: 5432, sourceLabels: { app: 'web' } }], route: [to('other')] },
      { route: [to('z')] },
    ]
    expect(ask([vs('shop/a', { tcp })])).toBe('a other:5432')
  })

  it('takes a route by subnet for addresses within it', () => {
    const tcp = [{ match: [{ destinationSubnets: ['10.1.0.0/16', '10.2.0.1'] }], route: [to('other')] }]
    const at = (destinationIp?: string) =>
      ask([vs('shop/a', { tcp })], destinationIp ? { destinationIp } : {})
    expect([at('10.1.2.3'), at('10.2.0.1'), at('10.3.0.1'), at()]).toEqual([
      'a other:5432',
      'a other:5432',
      'route db:5432',
      'route db:5432',
    ])
  })

  it('is shared by weight, and may lack a cluster', () => {
    const tcp = [{ route: [to('other', { weight: 3 }), to('ghost', { weight: 1 }), to('db', { weight: 0 })] }]
    expect(ask([vs('shop/a', { tcp })])).toBe('a other:5432*3 ghost:5432*1!')
  })
})

describe('a TLS connection of a sidecar', () => {
  const tls = [
    {
      match: [{ sniHosts: ['*.db.test'] }],
      route: [to('other', { destination: { host: 'other', port: { number: 5432 } } })],
    },
    { match: [{ sniHosts: ['a.db.test'] }], route: [to('db')] },
  ]

  it.each([
    ['a.db.test', 'a db:443'],
    ['b.db.test', 'a other:5432'],
    ['c.test', 'passthrough'],
  ])('takes the closest server name: %s', (sni, expected) => {
    expect(ask([vs('shop/a', { tls })], { port: 443, sni })).toBe(expected)
  })

  it('goes to the service when no route is for it', () => {
    const other = [
      { match: [{ sniHosts: ['a.db.test'], sourceLabels: { app: 'api' } }], route: [to('other')] },
    ]
    expect(ask([vs('shop/a', { tls: other })], { port: 443, sni: 'a.db.test' })).toBe('route db:443')
  })
})

describe('a connection through a gateway', () => {
  const bound = { gateways: ['ingress/g'] }
  const server = (protocol: string, hosts: string[], tls?: object) => ({
    port: { number: 9000, name: hosts[0], protocol },
    hosts,
    ...(tls ? { tls } : {}),
  })
  const through = (objects: ReturnType<typeof vs>[], sni?: string) =>
    ask(objects, { client: edge, via: 'gateway', port: 9000, ...(sni ? { sni } : {}) })

  it('takes the first TCP route of the port', () => {
    const tcp = [
      { match: [{ port: 1 }], route: [to('x')] },
      { match: [{ port: 9000 }], route: [to('other')] },
    ]
    expect(through([gateway(server('TCP', ['*'])), vs('shop/a', { ...bound, tcp })])).toBe('a other:5432')
    expect(through([gateway(server('TCP', ['*']))])).toBe('no-match')
    expect(through([gateway(server('HTTP', ['*'])), vs('shop/a', { ...bound, tcp })])).toBe('no-listener')
    expect(through([gateway(server('TCP', ['bank/*'])), vs('shop/a', { ...bound, tcp })])).toBe('no-match')
  })

  it('is chosen by its server name where TLS passes through', () => {
    const tls = [
      {
        match: [{ sniHosts: ['a.test'] }],
        route: [to('db', { destination: { host: 'db', port: { number: 443 } } })],
      },
    ]
    const objects = [
      gateway(server('TLS', ['*'], { mode: 'PASSTHROUGH' })),
      vs('shop/a', { ...bound, hosts: ['a.test'], tls }),
    ]
    expect([through(objects, 'a.test'), through(objects, 'b.test'), through(objects)]).toEqual([
      'a db:443',
      'no-match',
      'no-match',
    ])
  })

  it('is chosen by the hosts of servers that end TLS', () => {
    const tcp = [{ route: [to('other')] }]
    const objects = [
      gateway(server('TLS', ['a.test'], { mode: 'SIMPLE' })),
      vs('shop/a', { ...bound, hosts: ['a.test'], tcp }),
    ]
    expect([through(objects, 'a.test'), through(objects, 'b.test')]).toEqual(['a other:5432', 'no-match'])
  })
})
