import { describe, expect, it } from 'vitest'
import {
  buildMesh,
  buildObject,
  call,
  formatDestinations,
  sidecarOf,
  web,
} from '#server/mesh/routing/routing.test-support.ts'
import type { HttpRequest } from '#server/mesh/routing/types.ts'

const host = 'reviews.shop.svc.cluster.local'
const url = `http://${host}:8080`
const services = ['reviews.shop:8080,80', 'ratings.shop:8080', 'details.shop:80', 'reviews.bank:8080']
const subsets = ['v1', 'v2', 'v3'].map((name) => ({ name, labels: { version: name } }))
const rule = buildObject('DestinationRule', 'shop/reviews', { host, subsets })

/** Http routes by what they match, named r0, r1, … and leading to v1, v2, … */
function routesOf(...matches: (object | undefined)[]) {
  return matches.map((match, index) => ({
    name: `r${index}`,
    ...(match ? { match: [match].flat() } : {}),
    route: [{ destination: { host, subset: `v${index + 1}` } }],
  }))
}
const vs = (name: string, spec: object, age = 1) =>
  buildObject('VirtualService', name, { hosts: [host], ...spec }, age)
const meshOf = (...objects: ReturnType<typeof vs>[]) => buildMesh({ services, objects: [rule, ...objects] })
const to = (of: string, subset?: string) => ({
  route: [{ destination: { host: of, ...(subset ? { subset } : {}) } }],
})

/** The name of the route that a request takes, or the outcome when it takes none. */
function take(match: object, request: Partial<HttpRequest> & { path?: string } = {}) {
  const routed = call(
    meshOf(vs('shop/a', { http: routesOf(match) })),
    `${url}${request.path ?? '/'}`,
    request,
  )
  return routed.routeName ?? routed.outcome
}

describe('without a VirtualService', () => {
  it('a service has its default route on the port that was called', () => {
    const routed = call(meshOf(), `http://${host}:80/x`)
    expect([routed.outcome, routed.routeName, formatDestinations(routed)]).toEqual([
      'route',
      'default',
      'reviews.shop:80',
    ])
    expect(routed.retries?.attempts).toBe(2)
  })

  it.each([
    ['reviews.shop', 'reviews.shop:8080'],
    ['reviews.shop.svc', 'reviews.shop:8080'],
    ['reviews.shop.svc.cluster.local.', 'reviews.shop:8080'],
    ['REVIEWS.shop', 'reviews.shop:8080'],
    ['reviews', ''],
  ])('is called %s from another namespace', (name, expected) => {
    expect(formatDestinations(call(meshOf(), `http://${name}:8080`))).toBe(expected)
  })

  it('a short name is a service of the own namespace', () => {
    const client = sidecarOf('bank')
    expect(formatDestinations(call(meshOf(), 'http://reviews:8080', { client }))).toBe('reviews.bank:8080')
  })

  it.each([
    ['ALLOW_ANY', 'passthrough', 'allow_any'],
    ['REGISTRY_ONLY', 'blackhole', 'block_all'],
  ])('an unknown host under %s is %s', (mode, outcome, routeName) => {
    const mesh = buildMesh({ services, meshConfig: { outboundTrafficPolicy: { mode } } })
    expect(call(mesh, 'http://nowhere.test:8080')).toMatchObject({ outcome, routeName, destinations: [] })
  })

  it('a port that carries no HTTP has no route', () => {
    const mesh = buildMesh({ services: ['db.shop:tcp@5432'] })
    expect(call(mesh, 'http://db.shop.svc.cluster.local:5432').outcome).toBe('passthrough')
  })

  it('a headless service answers for its pods', () => {
    const headless = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db', namespace: 'shop' },
      spec: { clusterIP: 'None', ports: [{ name: 'http', port: 80 }] },
    }
    const routed = call(buildMesh({ objects: [headless] }), 'http://db-0.db.shop.svc.cluster.local')
    expect(formatDestinations(routed)).toBe('db.shop:80')
  })

  it('an ExternalName service leads to the service that it names, and may have routes of its own', () => {
    const alias = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'other', namespace: 'front' },
      spec: { type: 'ExternalName', externalName: host, ports: [{ name: 'http', port: 8080 }] },
    }
    const own = vs('front/own', {
      hosts: ['other'],
      http: [{ name: 'r', ...to('ratings.shop.svc.cluster.local') }],
    })
    const ask = (...objects: ReturnType<typeof vs>[]) =>
      formatDestinations(call(buildMesh({ services, objects: [alias, ...objects] }), 'http://other:8080'))
    expect([ask(), ask(own)]).toEqual(['reviews.shop:8080', 'ratings.shop:8080'])
  })
})

describe('the order of routes', () => {
  const mesh = meshOf(
    vs('shop/a', {
      http: routesOf({ uri: { prefix: '/api' } }, { uri: { prefix: '/api/v1' } }, undefined, {}),
    }),
  )

  it.each([
    ['/api/v1', 'r0'],
    ['/apix', 'r0'],
    ['/', 'r2'],
  ])('is as written, the first that passes wins: %s', (path, expected) => {
    expect(call(mesh, `${url}${path}`).routeName).toBe(expected)
  })

  it('has no default route behind it: what passes nothing is a 404', () => {
    const routed = call(meshOf(vs('shop/a', { http: routesOf({ uri: { exact: '/a' } }) })), url)
    expect(routed).toMatchObject({ outcome: 'not-found', routeName: null, destinations: [] })
  })

  it('ends at a catch-all, which a prefix / with a header is not', () => {
    const http = routesOf(
      { uri: { prefix: '/' }, headers: { 'x-user': { exact: 'ann' } } },
      { uri: { regex: '.*' } },
      {},
    )
    expect(call(meshOf(vs('shop/a', { http })), url).routeName).toBe('r1')
  })
})

describe('a match', () => {
  const x = (headers: Record<string, string>) => ({ headers })
  const q = (path: string) => ({ path })
  const m = (method: string) => ({ method })

  it.each<[string, object, Partial<HttpRequest>, boolean]>([
    ['uri exact', { uri: { exact: '/a' } }, q('/a'), true],
    ['uri exact without the query', { uri: { exact: '/a' } }, q('/a?b=1'), true],
    ['uri exact by case', { uri: { exact: '/a' } }, q('/A'), false],
    ['uri prefix', { uri: { prefix: '/a' } }, q('/ab'), true],
    ['uri prefix by case', { uri: { prefix: '/a' } }, q('/Ab'), false],
    ['uri regex of all', { uri: { regex: '/v[0-9]+' } }, q('/v12?x'), true],
    ['uri regex of a part', { uri: { regex: '/v[0-9]+' } }, q('/v12/x'), false],
    ['uri regex with alternatives', { uri: { regex: '/a|/b' } }, q('/b'), true],
    ['uri regex with alternatives of a part', { uri: { regex: '/a|/b' } }, q('/ab'), false],
    ['uri regex with flags', { uri: { regex: '(?i)/a' } }, q('/A'), true],
    ['uri regex with RE2 classes', { uri: { regex: '/[[:digit:]]+\\z' } }, q('/12'), true],
    ['uri regex that is none', { uri: { regex: '/(' } }, q('/('), false],
    ['ignoreUriCase on exact', { uri: { exact: '/a' }, ignoreUriCase: true }, q('/A'), true],
    ['ignoreUriCase on prefix', { uri: { prefix: '/aB' }, ignoreUriCase: true }, q('/Abc'), true],
    ['ignoreUriCase on regex', { uri: { regex: '/a' }, ignoreUriCase: true }, q('/A'), false],
    ['method exact', { method: { exact: 'POST' } }, m('POST'), true],
    ['method exact by case', { method: { exact: 'POST' } }, m('post'), false],
    ['method prefix', { method: { prefix: 'P' } }, m('PUT'), true],
    ['method regex of a part', { method: { regex: 'GET' } }, m('GETX'), false],
    ['scheme', { scheme: { exact: 'http' } }, {}, true],
    ['another scheme', { scheme: { exact: 'https' } }, {}, false],
    ['authority with its port', { authority: { exact: `${host}:8080` } }, {}, true],
    ['authority without its port', { authority: { exact: host } }, {}, false],
    ['authority prefix by case', { authority: { prefix: 'Reviews' } }, {}, false],
    ['header exact', { headers: { 'x-user': { exact: 'ann' } } }, x({ 'x-user': 'ann' }), true],
    ['header exact, absent', { headers: { 'x-user': { exact: 'ann' } } }, {}, false],
    ['header name without case', { headers: { 'X-User': { exact: 'ann' } } }, x({ 'x-user': 'ann' }), true],
    ['header regex', { headers: { 'x-user': { regex: 'a.+' } } }, x({ 'x-user': 'anna' }), true],
    ['header regex of a part', { headers: { 'x-user': { regex: 'ann' } } }, x({ 'x-user': 'anna' }), false],
    ['header presence', { headers: { 'x-user': {} } }, x({ 'x-user': '' }), true],
    ['header presence, absent', { headers: { 'x-user': {} } }, {}, false],
    ['header regex * is presence', { headers: { 'x-user': { regex: '*' } } }, x({ 'x-user': '' }), true],
    [
      'withoutHeaders of a value',
      { withoutHeaders: { 'x-user': { exact: 'ann' } } },
      x({ 'x-user': 'ann' }),
      false,
    ],
    [
      'withoutHeaders of another value',
      { withoutHeaders: { 'x-user': { exact: 'ann' } } },
      x({ 'x-user': 'bob' }),
      true,
    ],
    ['withoutHeaders, absent', { withoutHeaders: { 'x-user': { exact: 'ann' } } }, {}, true],
    [
      'withoutHeaders of what an empty one matches',
      { withoutHeaders: { 'x-user': { regex: '.*' } } },
      {},
      false,
    ],
    [
      'withoutHeaders of presence',
      { withoutHeaders: { 'x-user': { regex: '*' } } },
      x({ 'x-user': 'z' }),
      false,
    ],
    ['withoutHeaders of presence, absent', { withoutHeaders: { 'x-user': {} } }, {}, true],
    ['queryParams exact', { queryParams: { p: { exact: '2' } } }, q('/?a=1&p=2'), true],
    ['queryParams exact, longer', { queryParams: { p: { exact: '2' } } }, q('/?p=21'), false],
    ['queryParams prefix', { queryParams: { p: { prefix: '2' } } }, q('/?p=21'), true],
    ['queryParams regex', { queryParams: { p: { regex: '[0-9]+' } } }, q('/?p=2x'), false],
    ['queryParams presence of an empty one', { queryParams: { p: {} } }, q('/?p'), true],
    ['queryParams presence, absent', { queryParams: { p: {} } }, q('/'), false],
    ['queryParams, the first of two', { queryParams: { p: { exact: '2' } } }, q('/?p=1&p=2'), false],
    ['queryParams are not decoded', { queryParams: { p: { exact: 'a b' } } }, q('/?p=a%20b'), false],
    ['all fields of a block', { uri: { prefix: '/a' }, method: { exact: 'POST' } }, q('/a'), false],
    ['any of its blocks', [{ method: { exact: 'POST' } }, { uri: { prefix: '/a' } }], q('/a'), true],
  ])('%s', (_what, match, request, passes) => {
    expect(take(match, request)).toBe(passes ? 'r0' : 'not-found')
  })

  it('may name its route', () => {
    const http = [
      { name: 'r', match: [{ name: 'a', uri: { exact: '/1' } }, { uri: { exact: '/2' } }], ...to(host) },
    ]
    const mesh = meshOf(vs('shop/a', { http }))
    expect(['/1', '/2'].map((path) => call(mesh, `${url}${path}`).routeName)).toEqual(['r.a', 'r'])
  })

  it.each<[string, object, boolean]>([
    ['for another port', { port: 80 }, false],
    ['for the port', { port: 8080 }, true],
    ['for other labels', { sourceLabels: { app: 'web', version: 'v2' } }, false],
    ['for some of its labels', { sourceLabels: { app: 'web' } }, true],
    ['for another namespace', { sourceNamespace: 'shop' }, false],
    ['for the namespace', { sourceNamespace: 'front' }, true],
    ['for the mesh', { gateways: ['mesh'] }, true],
    ['for a gateway', { gateways: ['ingress/edge'] }, false],
    ['for the mesh, which hides the source', { gateways: ['mesh'], sourceLabels: { app: 'api' } }, true],
  ])(
    '%s counts for the client or not at all: then the service has its default route',
    (_what, match, counts) => {
      expect(take(match)).toBe(counts ? 'r0' : 'default')
    },
  )
})

describe('destinations', () => {
  const formatOf = (http: object, of = url, extra: ReturnType<typeof vs>[] = []) =>
    formatDestinations(
      call(
        meshOf(vs('shop/a', { hosts: [host, 'details.shop.svc.cluster.local'], http: [http] }), ...extra),
        of,
      ),
    )
  const weighted = (...weights: number[]) => ({
    route: weights.map((weight, index) => ({ destination: { host, subset: `v${index + 1}` }, weight })),
  })

  it('have relative weights, of which 0 is left out, and one alone has none', () => {
    expect(formatOf(weighted(1, 2))).toBe('reviews.shop:8080/v1*1 reviews.shop:8080/v2*2')
    expect(formatOf(weighted(100, 0))).toBe('reviews.shop:8080/v1*100')
    expect(formatOf(weighted(7))).toBe('reviews.shop:8080/v1')
  })

  it('lack a cluster when nobody defines the subset or the host', () => {
    expect(formatOf(to(host, 'v9'))).toBe('reviews.shop:8080/v9!subset-unknown')
    expect(formatOf(to('ghost'))).toBe('ghost.shop:8080!host-unknown')
  })

  it('without a port have the one that was called, which the service may not have', () => {
    expect(formatOf(to('ratings'), 'http://details.shop.svc.cluster.local')).toBe(
      'ratings.shop:80!port-unknown',
    )
    expect(formatOf(to(host), 'http://details.shop.svc.cluster.local')).toBe('reviews.shop:80')
  })

  it('with a port have that', () => {
    const http = { route: [{ destination: { host: 'details', port: { number: 80 } } }] }
    expect(formatOf(http)).toBe('details.shop:80')
  })

  it('by a short name are of the namespace of the VirtualService; with a dot they are whole', () => {
    const short = buildObject('VirtualService', 'bank/a', { hosts: [host], http: [to('reviews')] })
    expect(formatDestinations(call(meshOf(short), url))).toBe('reviews.bank:8080')
    const dotted = buildObject('VirtualService', 'bank/a', { hosts: [host], http: [to('reviews.shop')] })
    expect(formatDestinations(call(meshOf(dotted), url))).toBe('reviews.shop:8080!host-unknown')
  })
})

describe('which VirtualService holds', () => {
  const named = (name: string, spec: object, age = 1) =>
    vs(name, { http: [{ name: 'r', ...to(host) }], ...spec }, age)
  const holder = (objects: ReturnType<typeof vs>[], of = url, client = web, meshConfig = {}) => {
    const routed = call(buildMesh({ services, objects: [rule, ...objects], meshConfig }), of, { client })
    const metadata = routed.route?.virtualService.metadata
    return metadata ? `${metadata.namespace}/${metadata.name}` : (routed.routeName ?? routed.outcome)
  }

  it('is the older of two for a host, by name then by namespace when they are of one age; nothing is merged', () => {
    expect(holder([named('shop/a', {}, 2), named('shop/b', {}, 1)])).toBe('shop/b')
    expect(holder([named('shop/b', {}), named('bank/a', {})])).toBe('bank/a')
    expect(holder([named('shop/a', {}), named('bank/a', {})])).toBe('bank/a')
    const partial = named('shop/old', { http: routesOf({ uri: { exact: '/x' } }) }, 0)
    expect(holder([partial, named('shop/a', {})])).toBe('not-found')
  })

  it('is the next one when the first has no route for the client', () => {
    const other = named('shop/old', { http: routesOf({ sourceLabels: { app: 'api' } }) }, 0)
    expect(holder([other, named('shop/a', {})])).toBe('shop/a')
  })

  it('is decided host by host', () => {
    const both = named('shop/both', { hosts: [host, 'ratings.shop.svc.cluster.local'] }, 2)
    expect(holder([both, named('shop/old', {}, 1)])).toBe('shop/old')
    expect(holder([both, named('shop/old', {}, 1)], 'http://ratings.shop:8080')).toBe('shop/both')
  })

  it('is one private to the client before one exported to it before a public one', () => {
    const shown = [named('shop/public', {}, 0), named('shop/named', { exportTo: ['front'] }, 1)]
    expect(holder(shown)).toBe('shop/named')
    expect(holder([...shown, named('front/own', { exportTo: ['.'] }, 2)])).toBe('front/own')
  })

  it.each<[string, object, string]>([
    ['its own namespace alone', { exportTo: ['.'] }, 'default'],
    ['another namespace', { exportTo: ['bank'] }, 'default'],
    ['the client', { exportTo: ['front', 'bank'] }, 'shop/a'],
  ])('is none that is exported to %s', (_what, spec, expected) => {
    expect(holder([named('shop/a', spec)])).toBe(expected)
  })

  it('follows the mesh default of exportTo', () => {
    const meshConfig = { defaultVirtualServiceExportTo: ['.'] }
    expect(holder([named('shop/a', {})], url, web, meshConfig)).toBe('default')
    expect(holder([named('shop/a', {})], url, sidecarOf('shop'), meshConfig)).toBe('shop/a')
  })

  it('may lie in a third namespace', () => {
    expect(holder([named('bank/a', {})])).toBe('bank/a')
  })

  it('is none that is bound to gateways alone', () => {
    expect(holder([named('shop/a', { gateways: ['ingress/edge'] })])).toBe('default')
    expect(holder([named('shop/a', { gateways: ['ingress/edge', 'mesh'] })])).toBe('shop/a')
  })

  it('by a wildcard is the most specific, whatever its age', () => {
    const [wide, narrow] = [
      named('shop/wide', { hosts: ['*.local'] }, 0),
      named('shop/narrow', { hosts: ['*.shop.svc.cluster.local'] }, 1),
    ]
    expect(holder([wide, narrow])).toBe('shop/narrow')
    expect(holder([wide, narrow, named('shop/exact', {}, 2)])).toBe('shop/exact')
  })

  it('for a host that nobody registered is on port 80 alone, or beside a host that is', () => {
    const outside = named('shop/a', { hosts: ['shop.test'] })
    expect(holder([outside], 'http://shop.test')).toBe('shop/a')
    expect(holder([outside], 'http://shop.test:8080')).toBe('allow_any')
    expect(holder([named('shop/a', { hosts: ['shop.test', host] })], 'http://shop.test:8080')).toBe('shop/a')
  })

  it('for a wildcard that nobody registered is of any depth, and not of the bare domain', () => {
    const outside = named('shop/a', { hosts: ['*.shop.test'] })
    expect(holder([outside], 'http://a.b.shop.test')).toBe('shop/a')
    expect(holder([outside], 'http://shop.test')).toBe('allow_any')
  })

  it('is none that the Sidecar does not import', () => {
    const sidecar = buildObject('Sidecar', 'front/s', { egress: [{ hosts: ['shop/*'] }] })
    expect(holder([named('bank/a', {}), sidecar])).toBe('default')
  })
})
