import { describe, expect, it } from 'vitest'
import {
  buildMesh,
  buildObject,
  buildPod,
  edge,
  sidecarOf,
  web,
} from '#server/mesh/routing/routing.test-support.ts'

const host = 'orders.shop.svc.cluster.local'
const services = ['orders.shop:8080,tcp@9000', 'sys.istio-system:8080']
const random = { loadBalancer: { simple: 'RANDOM' } }
const roundRobin = { loadBalancer: { simple: 'ROUND_ROBIN' } }
const rule = (name: string, spec: object, age = 0) =>
  buildObject('DestinationRule', name, { host, ...spec }, age)
const subsets = (...names: string[]) => names.map((name) => ({ name, labels: { version: name } }))

interface Facts {
  readonly client?: typeof web
  readonly port?: number
  readonly subset?: string
  readonly of?: string
  readonly meshConfig?: object
}

function ask(objects: Parameters<typeof buildMesh>[0]['objects'], facts: Facts = {}) {
  const { client = web, port = 8080, subset = '', of = host, meshConfig } = facts
  const routing = buildMesh({ services, objects: objects ?? [], ...(meshConfig ? { meshConfig } : {}) })
  return routing.findCluster(client, { host: of, port, subset })
}
const namesOf = (...of: Parameters<typeof ask>) =>
  (ask(...of).rule?.from ?? []).map(({ namespace, name }) => `${namespace}/${name}`).join(' ')
const balancerOf = (...of: Parameters<typeof ask>) => ask(...of).cluster?.loadBalancer
const tlsOf = (...of: Parameters<typeof ask>) => ask(...of).cluster?.tlsMode

describe('a cluster without a DestinationRule', () => {
  it('has the defaults of Istio', () => {
    expect(ask([]).cluster).toEqual({
      name: `outbound|8080||${host}`,
      tlsMode: 'AUTO',
      loadBalancer: 'LEAST_REQUEST',
      connectionPool: { connectTimeout: '10s' },
      labels: {},
    })
  })

  it.each<[string, Facts, string]>([
    ['a host that nobody has', { of: 'ghost.shop.svc.cluster.local' }, 'host-unknown'],
    ['a host that is not shown to the client', { of: 'hidden.bank.svc.cluster.local' }, 'host-not-visible'],
    ['a port that the service lacks', { port: 81 }, 'port-unknown'],
    ['a subset that no rule names', { subset: 'v1' }, 'subset-unknown'],
  ])('is missing for %s', (_what, facts, missing) => {
    const routing = buildMesh({ services: [...services, 'hidden.bank:8080>.'] })
    const question = { host: facts.of ?? host, port: facts.port ?? 8080, subset: facts.subset ?? '' }
    expect(routing.findCluster(web, question)).toMatchObject({ missing })
  })
})

describe('TLS of a client', () => {
  const withTls = (tls: object) => [rule('shop/d', { trafficPolicy: { tls } })]

  it.each<[string, object, string]>([
    ['DISABLE', { mode: 'DISABLE' }, 'DISABLE'],
    ['SIMPLE', { mode: 'SIMPLE' }, 'SIMPLE'],
    ['MUTUAL with files', { mode: 'MUTUAL', clientCertificate: '/c', privateKey: '/k' }, 'MUTUAL'],
    ['ISTIO_MUTUAL', { mode: 'ISTIO_MUTUAL' }, 'ISTIO_MUTUAL'],
    ['no mode', {}, 'DISABLE'],
    [
      'a Secret without a selector, which a sidecar may not have',
      { mode: 'SIMPLE', credentialName: 's' },
      'DISABLE',
    ],
    ['a ConfigMap without a selector', { mode: 'SIMPLE', credentialName: 'configmap://a/b' }, 'SIMPLE'],
  ])('is as its block says: %s', (_what, tls, expected) => {
    expect(tlsOf(withTls(tls))).toBe(expected)
  })

  it('may use a Secret in a gateway, and in the sidecars of a selector', () => {
    const tls = { mode: 'SIMPLE', credentialName: 's' }
    expect(tlsOf(withTls(tls), { client: edge })).toBe('SIMPLE')
    const selected = rule('front/d', {
      trafficPolicy: { tls },
      workloadSelector: { matchLabels: { app: 'web' } },
    })
    expect(tlsOf([selected])).toBe('SIMPLE')
  })

  it('derives the server name of mesh certificates, and keeps a written one', () => {
    expect(ask(withTls({ mode: 'ISTIO_MUTUAL' })).cluster?.sni).toBe(`outbound_.8080_._.${host}`)
    expect(ask(withTls({ mode: 'SIMPLE', sni: 's.test' })).cluster?.sni).toBe('s.test')
  })

  it.each<[string, [string, string | undefined][], string]>([
    ['STRICT in the service namespace', [['shop/p', 'STRICT']], 'AUTO'],
    ['DISABLE in the service namespace', [['shop/p', 'DISABLE']], 'DISABLE'],
    ['DISABLE in the client namespace', [['front/p', 'DISABLE']], 'AUTO'],
    ['DISABLE of the mesh', [['istio-system/p', 'DISABLE']], 'DISABLE'],
    [
      'PERMISSIVE of the namespace over DISABLE of the mesh',
      [
        ['istio-system/p', 'DISABLE'],
        ['shop/p', 'PERMISSIVE'],
      ],
      'AUTO',
    ],
    [
      'UNSET of the namespace under DISABLE of the mesh',
      [
        ['istio-system/p', 'DISABLE'],
        ['shop/p', undefined],
      ],
      'DISABLE',
    ],
  ])('without a block follows PeerAuthentication: %s', (_what, policies, expected) => {
    const objects = policies.map(([name, mode]) =>
      buildObject('PeerAuthentication', name, mode ? { mtls: { mode } } : {}),
    )
    expect(tlsOf(objects)).toBe(expected)
  })

  it('without a block does not see what a workload says for itself', () => {
    const own = { selector: { matchLabels: { app: 'orders' } }, mtls: { mode: 'DISABLE' } }
    expect(tlsOf([buildObject('PeerAuthentication', 'shop/p', own)])).toBe('AUTO')
  })

  it('is plaintext where the mesh turns auto mTLS off, and to hosts outside', () => {
    expect(tlsOf([], { meshConfig: { enableAutoMtls: false } })).toBe('DISABLE')
    const outside = {
      hosts: ['a.test'],
      ports: [{ number: 80, name: 'h', protocol: 'HTTP' }],
      resolution: 'DNS',
    }
    expect(tlsOf([buildObject('ServiceEntry', 'shop/se', outside)], { of: 'a.test', port: 80 })).toBe(
      'DISABLE',
    )
  })

  it('is decided once for all endpoints where the client chooses the address', () => {
    const passthrough = [rule('shop/d', { trafficPolicy: { loadBalancer: { simple: 'PASSTHROUGH' } } })]
    expect(ask([...passthrough, buildPod('shop', 'orders')]).cluster).toMatchObject({
      loadBalancer: 'PASSTHROUGH',
      tlsMode: 'ISTIO_MUTUAL',
    })
    expect(tlsOf([...passthrough, buildPod('shop', 'orders', false)])).toBe('DISABLE')
    expect(tlsOf(passthrough)).toBe('DISABLE')
  })
})

describe('the load balancer', () => {
  it.each<[object, string]>([
    [{ simple: 'ROUND_ROBIN' }, 'ROUND_ROBIN'],
    [{ simple: 'RANDOM' }, 'RANDOM'],
    [{ simple: 'LEAST_CONN' }, 'LEAST_REQUEST'],
    [{ simple: 'UNSPECIFIED' }, 'LEAST_REQUEST'],
    [{ consistentHash: { httpHeaderName: 'x' } }, 'RING_HASH'],
    [{ consistentHash: { useSourceIp: true, maglev: {} } }, 'MAGLEV'],
  ])('%j is %s', (loadBalancer, expected) => {
    expect(balancerOf([rule('shop/d', { trafficPolicy: { loadBalancer } })])).toBe(expected)
  })
})

describe('the tier of DestinationRules', () => {
  const [client, service, root] = [rule('front/c', {}), rule('shop/s', {}), rule('istio-system/r', {})]

  it('is the client namespace, then that of the service, then the root namespace; nothing is inherited', () => {
    expect(namesOf([client, service, root])).toBe('front/c')
    expect(namesOf([service, root])).toBe('shop/s')
    expect(namesOf([root])).toBe('istio-system/r')
    expect(namesOf([rule('bank/x', {})])).toBe('')
  })

  it('prefers a wildcard of the client to the exact host of the service', () => {
    expect(namesOf([rule('front/c', { host: '*.shop.svc.cluster.local' }), service])).toBe('front/c')
  })

  it('is for a client of the root namespace that of the service, unless a rule there is private', () => {
    const facts = { client: sidecarOf('istio-system') }
    expect(namesOf([service, root], facts)).toBe('shop/s')
    expect(namesOf([service, rule('istio-system/r', { exportTo: ['.'] })], facts)).toBe('istio-system/r')
    expect(namesOf([root], { ...facts, of: 'sys.istio-system.svc.cluster.local' })).toBe('')
  })

  it.each<[string, object, string]>([
    ['to all', { exportTo: ['*'] }, 'shop/s'],
    ['to the client', { exportTo: ['front'] }, 'shop/s'],
    ['to itself alone', { exportTo: ['.'] }, 'istio-system/r'],
    ['to others', { exportTo: ['bank'] }, 'istio-system/r'],
  ])('passes on when the service exports %s', (_what, spec, expected) => {
    expect(namesOf([rule('shop/s', spec), root])).toBe(expected)
  })

  it('follows the mesh default of exportTo, which an own exportTo overrides', () => {
    const meshConfig = { defaultDestinationRuleExportTo: ['.'] }
    expect(namesOf([service], { meshConfig })).toBe('')
    expect(namesOf([rule('shop/s', { exportTo: ['*'] })], { meshConfig })).toBe('shop/s')
  })
})

describe('the host of a DestinationRule', () => {
  it.each<[string, string, string, string]>([
    ['a short name means its own namespace', 'shop/s', 'orders', 'shop/s'],
    ['a short name elsewhere means another service', 'front/c', 'orders', ''],
    ['a dotted name is taken as it stands', 'shop/s', 'orders.shop', ''],
    ['a wildcard', 'shop/s', '*.shop.svc.cluster.local', 'shop/s'],
    ['the wildcard of everything', 'istio-system/r', '*', 'istio-system/r'],
  ])('%s', (_what, name, of, expected) => {
    expect(namesOf([buildObject('DestinationRule', name, { host: of })])).toBe(expected)
  })

  it('that is longer wins within a tier, and the exact one over all', () => {
    const rules = ['*.local', '*.shop.svc.cluster.local', host].map((of, age) =>
      rule(`shop/r${age}`, { host: of }, age),
    )
    expect(namesOf(rules.slice(0, 2))).toBe('shop/r1')
    expect(namesOf(rules)).toBe('shop/r2')
  })
})

describe('subsets and ports', () => {
  const pool = { connectionPool: { tcp: { maxConnections: 10 } } }
  const one = (trafficPolicy: object, ofSubset?: object) =>
    rule('shop/d', {
      trafficPolicy,
      subsets: [{ name: 'v1', ...(ofSubset ? { trafficPolicy: ofSubset } : {}) }, { name: 'v2' }],
    })
  const port = (blocks: object, number = 8080) => ({ portLevelSettings: [{ port: { number }, ...blocks }] })

  it('take the policy of the host, block by block', () => {
    const { cluster } = ask([one({ ...random, ...pool }, roundRobin)], { subset: 'v1' })
    expect([cluster?.loadBalancer, cluster?.connectionPool.tcpMaxConnections]).toEqual(['ROUND_ROBIN', 10])
    expect(balancerOf([one(random, roundRobin)], { subset: 'v2' })).toBe('RANDOM')
    expect(balancerOf([one(random, roundRobin)])).toBe('RANDOM')
  })

  it('a port has its settings alone: what they leave out is the default', () => {
    const { cluster } = ask([one({ ...random, ...pool, ...port({ tls: { mode: 'SIMPLE' } }) })])
    expect([cluster?.loadBalancer, cluster?.tlsMode, cluster?.connectionPool]).toEqual([
      'LEAST_REQUEST',
      'SIMPLE',
      { connectTimeout: '10s' },
    ])
  })

  it('a port without tls under a host that disables has auto mTLS', () => {
    expect(tlsOf([one({ tls: { mode: 'DISABLE' }, ...port(random) })])).toBe('AUTO')
    expect(tlsOf([one({ tls: { mode: 'DISABLE' }, ...port(random) })], { port: 9000 })).toBe('DISABLE')
  })

  it("a subset's blocks merge into the host's settings of the port", () => {
    const { cluster } = ask([one(port({ ...random, ...pool }), roundRobin)], { subset: 'v1' })
    expect([cluster?.loadBalancer, cluster?.connectionPool.tcpMaxConnections]).toEqual(['ROUND_ROBIN', 10])
  })

  it("a subset's settings of the port replace all", () => {
    const { cluster } = ask([one({ ...random, ...pool }, port({ tls: { mode: 'DISABLE' } }))], {
      subset: 'v1',
    })
    expect([cluster?.loadBalancer, cluster?.tlsMode, cluster?.connectionPool.tcpMaxConnections]).toEqual([
      'LEAST_REQUEST',
      'DISABLE',
      undefined,
    ])
  })

  it("the mesh's default fills empty blocks, and no port's own settings of a subset", () => {
    const meshConfig = {
      defaultTrafficPolicy: {
        connectionPool: { tcp: { maxConnections: 55 } },
        outlierDetection: { consecutive5xxErrors: 11 },
      },
    }
    const { cluster } = ask([one({ outlierDetection: { consecutive5xxErrors: 3 } })], { meshConfig })
    expect([
      cluster?.connectionPool.tcpMaxConnections,
      cluster?.outlierDetection?.consecutive5xxErrors,
    ]).toEqual([55, 3])
    const own = ask([one({}, port(random))], { meshConfig, subset: 'v1' })
    expect(own.cluster?.connectionPool.tcpMaxConnections).toBeUndefined()
  })
})

describe('several DestinationRules of one host', () => {
  const named = (name: string, spec: object, age: number, ...of: string[]) =>
    rule(name, { ...spec, subsets: subsets(...of) }, age)

  it('are merged: subsets joined, the first of a name, the policy of the oldest that has one', () => {
    const rules = [named('shop/a', {}, 1, 'v1'), named('shop/b', { trafficPolicy: random }, 2, 'v1', 'v2')]
    const found = ask(rules, { subset: 'v2' })
    expect([namesOf(rules), found.cluster?.loadBalancer]).toEqual(['shop/a shop/b', 'RANDOM'])
    expect(found.rule?.subsets.map(({ name }) => name)).toEqual(['v1', 'v2'])
  })

  it('keep the policy of the older when both have one, by name when they are of one age', () => {
    const [a, b] = [
      rule('shop/a', { trafficPolicy: random }, 2),
      rule('shop/b', { trafficPolicy: roundRobin }, 1),
    ]
    expect(balancerOf([a, b])).toBe('ROUND_ROBIN')
    expect(namesOf([rule('shop/a-9', {}), rule('shop/a-10', {})])).toBe('shop/a-10 shop/a-9')
  })

  it('of different exportTo stand alone, and the youngest that the client sees holds', () => {
    const rules = [
      named('shop/a', { exportTo: ['*'] }, 1, 'v1'),
      named('shop/b', { exportTo: ['front'] }, 2, 'v2'),
    ]
    expect(namesOf(rules)).toBe('shop/b')
    expect(ask(rules, { subset: 'v1' }).missing).toBe('subset-unknown')
    expect(namesOf(rules, { client: sidecarOf('bank') })).toBe('shop/a')
  })

  it('join an older one whose exportTo they hold', () => {
    const rules = [
      named('shop/a', { exportTo: ['front'] }, 1, 'v1'),
      named('shop/b', { exportTo: ['front', 'bank'] }, 2, 'v2'),
    ]
    expect(namesOf(rules)).toBe('shop/a shop/b')
    expect(namesOf(rules, { client: sidecarOf('bank') })).toBe('')
  })

  it('of different namespaces are not merged', () => {
    expect(namesOf([named('front/a', {}, 1, 'v1'), named('shop/b', {}, 2, 'v2')])).toBe('front/a')
  })
})

describe('a workloadSelector', () => {
  const selecting = (name: string, matchLabels: object, spec: object = {}, age = 0) =>
    rule(name, { workloadSelector: { matchLabels }, ...spec }, age)

  it('takes the place of the plain rule for workloads that it matches', () => {
    const rules = [rule('front/plain', {}, 0), selecting('front/sel', { app: 'web' }, {}, 1)]
    expect(namesOf(rules)).toBe('front/sel')
    expect(namesOf(rules, { client: sidecarOf('front', { app: 'api' }) })).toBe('front/plain')
  })

  it('that does not match still ends the search in the client namespace', () => {
    expect(namesOf([selecting('front/sel', { app: 'api' }), rule('shop/s', {})])).toBe('')
  })

  it('counts for its own namespace alone, whatever it exports', () => {
    expect(namesOf([selecting('shop/sel', { app: 'web' }, { exportTo: ['*'] })])).toBe('')
  })

  it('of two that match is the older; of equal labels they are merged', () => {
    const [young, old] = [
      selecting('front/a', { app: 'web' }, {}, 2),
      selecting('front/b', { version: 'v1' }, {}, 1),
    ]
    expect(namesOf([young, old])).toBe('front/b')
    expect(namesOf([young, selecting('front/c', { app: 'web' }, {}, 3)])).toBe('front/a front/c')
  })

  it('takes in a plain rule that is private too, which then holds for nobody else', () => {
    const rules = [selecting('front/sel', { app: 'web' }), rule('front/plain', { exportTo: ['.'] })]
    expect(namesOf(rules)).toBe('front/sel front/plain')
    expect(namesOf(rules, { client: sidecarOf('front') })).toBe('')
  })

  it('on a wildcard host does not reach a service that has a plain rule of its own', () => {
    const wild = selecting('front/sel', { app: 'web' }, { host: '*.shop.svc.cluster.local' })
    expect(namesOf([wild, rule('front/plain', {})])).toBe('front/plain')
  })
})
