import { describe, expect, it } from 'vitest'
import { buildMesh, buildObject, sidecarOf, web } from '#server/mesh/routing/routing.test-support.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'

const services = [
  'orders.shop:8080',
  'users.shop:8080',
  'web.front:8080',
  'ledger.bank:8080',
  'hidden.bank:8080>.',
  'forfront.bank:8080>front',
  'none.bank:8080>~',
  'sys.istio-system:8080',
]
const entry = (name: string, host: string, exportTo?: string[], age = 0) =>
  buildObject(
    'ServiceEntry',
    name,
    {
      hosts: [host],
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      ...(exportTo ? { exportTo } : {}),
    },
    age,
  )
const sidecar = (name: string, spec: object, age = 0) => buildObject('Sidecar', name, spec, age)
const egress = (...hosts: string[]) => ({ egress: [{ hosts }] })

/** `shop/orders` for a service of the cluster, `shop/a.test` for another host. */
function list(objects: Parameters<typeof buildMesh>[0]['objects'], client: ProxyClient = web, facts = {}) {
  const { services: found } = buildMesh({ services, objects: objects ?? [], ...facts }).findScope(client)
  return [...found.values()]
    .map(({ namespace, host }) => `${namespace}/${host.replace(/\.[^.]+\.svc\.cluster\.local$/, '')}`)
    .toSorted()
    .join(' ')
}

const everything = 'bank/forfront bank/ledger front/web istio-system/sys shop/orders shop/users'

describe('what a proxy is told of', () => {
  it('without a Sidecar is everything exported to its namespace', () => {
    expect(list([])).toBe(everything)
    expect(list([], sidecarOf('bank'))).toBe(
      'bank/hidden bank/ledger front/web istio-system/sys shop/orders shop/users',
    )
  })

  it('without a Sidecar is the same for a gateway, which ignores Sidecars', () => {
    const own = sidecar('front/own', egress('./*'))
    expect(list([own], { ...web, kind: 'gateway' })).toBe(everything)
  })

  it.each<[string, string[], string]>([
    ['the own namespace by .', ['./*'], 'front/web'],
    ['another namespace', ['shop/*'], 'shop/orders shop/users'],
    ['one host', ['shop/orders.shop.svc.cluster.local'], 'shop/orders'],
    ['one host in all namespaces', ['*/orders.shop.svc.cluster.local'], 'shop/orders'],
    ['a host in the wrong namespace', ['./orders.shop.svc.cluster.local'], ''],
    ['a wildcard of hosts', ['*/*.shop.svc.cluster.local'], 'shop/orders shop/users'],
    ['the union of several', ['./*', 'bank/*', './*'], 'bank/forfront bank/ledger front/web'],
    ['what is not exported to it, never', ['bank/*'], 'bank/forfront bank/ledger'],
    ['what is no namespace/host, never', ['orders.shop.svc.cluster.local', 'a/b/c'], ''],
    ['all but a namespace', ['*/*', '~shop/*'], 'bank/forfront bank/ledger front/web istio-system/sys'],
    [
      'all but a host',
      ['*/*', '~shop/orders.shop.svc.cluster.local'],
      everything.replace(' shop/orders', ''),
    ],
    [
      'all but a host of any namespace',
      ['*/*', '~/users.shop.svc.cluster.local'],
      everything.replace(' shop/users', ''),
    ],
    ['all but the own namespace', ['*/*', '~./*'], everything.replace(' front/web', '')],
  ])('is by egress hosts: %s', (_what, hosts, expected) => {
    expect(list([sidecar('front/own', egress(...hosts))])).toBe(expected)
  })

  it('is everything when a Sidecar lists no egress', () => {
    expect(list([sidecar('front/own', {})])).toBe(everything)
  })

  it('is of a port listener that port alone', () => {
    const ports = { egress: [{ port: { number: 9000, protocol: 'HTTP', name: 'h' }, hosts: ['*/*'] }] }
    const routing = buildMesh({
      services: ['a.shop:8080,9000', 'b.shop:8080'],
      objects: [sidecar('front/own', ports)],
    })
    const [only, ...others] = routing.findScope(web).services.values()
    expect([only?.host, only?.ports.map(({ number }) => number), others]).toEqual([
      'a.shop.svc.cluster.local',
      [9000],
      [],
    ])
  })
})

describe('ServiceEntries', () => {
  it.each<[string, string[] | undefined, boolean]>([
    ['by default', undefined, true],
    ['exported to all', ['*'], true],
    ['kept private', ['.'], false],
    ['exported to nobody', ['~'], false],
    ['exported to another namespace', ['shop'], false],
    ['exported to the client', ['.', 'front'], true],
  ])('%s are seen as exportTo says', (_what, exportTo, isSeen) => {
    expect(list([entry('bank/se', 'a.test', exportTo)]).includes('a.test')).toBe(isSeen)
  })

  it('follow the mesh default when they say nothing, as services do', () => {
    const meshConfig = { defaultServiceExportTo: ['.'] }
    expect(list([entry('bank/se', 'a.test')], web, { meshConfig })).toBe('bank/forfront front/web')
  })

  it('of one host in two namespaces are one: the own namespace, else the oldest', () => {
    const two = [entry('bank/se', 'a.test', undefined, 1), entry('shop/se', 'a.test', undefined, 2)]
    expect(list(two)).toContain('bank/a.test')
    expect(list(two)).not.toContain('shop/a.test')
    expect(list(two, sidecarOf('shop'))).toContain('shop/a.test')
  })

  it('do not squat on a host of the cluster', () => {
    const squatter = entry('bank/se', 'orders.shop.svc.cluster.local')
    expect(list([squatter])).toBe(everything)
  })

  it('with a wildcard host are not imported by a narrower name', () => {
    const wild = entry('bank/se', '*.a.test')
    expect(list([wild, sidecar('front/own', egress('*/x.a.test'))])).toBe('')
    expect(list([wild, sidecar('front/own', egress('*/*.a.test'))])).toBe('bank/*.a.test')
  })
})

describe('the Sidecar that holds', () => {
  const choose = (objects: ReturnType<typeof sidecar>[], client = web, rootNamespace?: string) =>
    buildMesh({ objects, ...(rootNamespace ? { rootNamespace } : {}) }).findScope(client).sidecar?.metadata
  const selecting = (name: string, labels: Record<string, string>, age = 0) =>
    sidecar(name, { workloadSelector: { labels }, ...egress('./*') }, age)

  it('is the oldest whose selector matches, before one without', () => {
    const objects = [
      sidecar('front/plain', egress('./*'), 0),
      selecting('front/young', { app: 'web' }, 2),
      selecting('front/old', { version: 'v1' }, 1),
      selecting('front/other', { app: 'api' }, 0),
    ]
    expect(choose(objects)?.name).toBe('old')
    expect(choose(objects, sidecarOf('front'))?.name).toBe('plain')
  })

  it('is of two without a selector the older, and of equal age by name', () => {
    expect(choose([sidecar('front/a', {}, 2), sidecar('front/b', {}, 1)])?.name).toBe('b')
    expect(choose([sidecar('front/b', {}), sidecar('front/a', {})])?.name).toBe('a')
  })

  it('is never one of another namespace but for the root namespace, where selectors do not count', () => {
    expect(choose([sidecar('shop/a', {})])).toBeUndefined()
    expect(choose([sidecar('istio-system/r', {})])?.name).toBe('r')
    expect(choose([selecting('istio-system/r', { app: 'web' })])).toBeUndefined()
    expect(choose([sidecar('mesh-root/r', {})], web, 'mesh-root')?.name).toBe('r')
  })

  it('of the root namespace means the proxy by its dot', () => {
    expect(list([sidecar('istio-system/r', egress('./*'))])).toBe('front/web')
  })
})

describe('VirtualServices and scopes', () => {
  const route = (hosts: string[], host: string, facts: object = {}) =>
    buildObject('VirtualService', 'shop/vs', {
      hosts,
      http: [{ route: [{ destination: { host } }] }],
      ...facts,
    })
  const onlyUsers = sidecar('front/own', egress('shop/users.shop.svc.cluster.local'))
  const users = 'users.shop.svc.cluster.local'

  it('bring in what they route to', () => {
    expect(list([onlyUsers, route([users], 'ledger.bank.svc.cluster.local')])).toBe('bank/ledger shop/users')
  })

  it('bring it in although the Sidecar leaves it out', () => {
    const without = sidecar('front/own', egress('*/*', '~bank/*'))
    expect(list([without, route([users], 'ledger.bank.svc.cluster.local')])).toContain('bank/ledger')
  })

  it('do not bring in what is not exported to the proxy', () => {
    expect(list([onlyUsers, route([users], 'hidden.bank.svc.cluster.local')])).toBe('shop/users')
  })

  it.each<[string, object]>([
    ['bound to a gateway alone', { gateways: ['ingress/g'] }],
    ['exported elsewhere', { exportTo: ['bank'] }],
    [
      'with routes for another namespace alone',
      {
        http: [
          {
            match: [{ sourceNamespace: 'bank' }],
            route: [{ destination: { host: 'ledger.bank.svc.cluster.local' } }],
          },
        ],
      },
    ],
  ])('%s bring in nothing', (_what, facts) => {
    expect(list([onlyUsers, route([users], 'ledger.bank.svc.cluster.local', facts)])).toBe('shop/users')
  })

  it('are selected when a host overlaps an import in either direction', () => {
    const routing = buildMesh({
      objects: [sidecar('front/own', egress('shop/a.x.test')), route(['*.x.test'], 'b.test')],
    })
    expect(routing.findScope(web).listeners[0]?.virtualServices).toHaveLength(1)
  })
})

describe('the outbound policy', () => {
  it.each<[string, object | undefined, string, string]>([
    ['of the mesh', undefined, 'REGISTRY_ONLY', 'REGISTRY_ONLY'],
    ['of the Sidecar over the mesh', { mode: 'ALLOW_ANY' }, 'REGISTRY_ONLY', 'ALLOW_ANY'],
    ['of the Sidecar, without a mode', {}, 'ALLOW_ANY', 'REGISTRY_ONLY'],
  ])('is that %s', (_what, outboundTrafficPolicy, mode, expected) => {
    const spec = outboundTrafficPolicy ? { outboundTrafficPolicy } : {}
    const routing = buildMesh({
      objects: [sidecar('front/own', spec)],
      meshConfig: { outboundTrafficPolicy: { mode } },
    })
    expect(routing.findScope(web).outboundTrafficPolicy).toBe(expected)
  })
})
