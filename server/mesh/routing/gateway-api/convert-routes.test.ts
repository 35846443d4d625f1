import { describe, expect, it } from 'vitest'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { buildMesh, call, formatDestinations, sidecarOf } from '#server/mesh/routing/routing.test-support.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'

const services = ['reviews.shop:8080', 'ratings.shop:8080', 'reviews.bank:8080']
const edge: ProxyClient = {
  namespace: 'ingress',
  labels: { 'gateway.networking.k8s.io/gateway-name': 'edge' },
  kind: 'gateway',
}

const object = (kind: string, name: string, spec: object, age = 0): RawObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: {
    name: name.split('/')[1] ?? '',
    namespace: name.split('/')[0] ?? '',
    creationTimestamp: `2026-01-01T00:00:0${age}Z`,
  },
  spec,
})
const all = { namespaces: { from: 'All' } }
const listener = (facts: object = {}) => ({
  name: 'http',
  port: 80,
  protocol: 'HTTP',
  allowedRoutes: all,
  ...facts,
})
const gateway = (...listeners: object[]) =>
  object('Gateway', 'ingress/edge', {
    gatewayClassName: 'istio',
    listeners: listeners.length > 0 ? listeners : [listener()],
  })
const parent = { name: 'edge', namespace: 'ingress' }
const backend = (name: string, facts: object = {}) => ({ name, port: 8080, ...facts })
const httpRoute = (name: string, rules: object[], facts: object = {}, age = 0) =>
  object('HTTPRoute', name, { parentRefs: [parent], hostnames: ['shop.test'], rules, ...facts }, age)
const path = (value: string, type = 'PathPrefix') => ({ path: { type, value } })
const rule = (name: string, ...matches: object[]) => ({ name, matches, backendRefs: [backend('reviews')] })

function ask(objects: RawObject[], facts: Parameters<typeof call>[2] & { url?: string } = {}) {
  const { url = 'http://shop.test/', ...rest } = facts
  return call(buildMesh({ services, objects }), url, { client: edge, ...rest })
}
const nameOf = (...of: Parameters<typeof ask>) => {
  const { routeName, outcome } = ask(...of)
  return routeName ?? outcome
}

describe('an HTTPRoute of a Gateway', () => {
  it('leads requests of its hosts to its backends', () => {
    const routed = ask([gateway(), httpRoute('shop/r', [{ backendRefs: [backend('reviews')] }])])
    expect([routed.outcome, routed.routeName, formatDestinations(routed)]).toEqual([
      'route',
      'shop.r.0',
      'reviews.shop:8080',
    ])
    expect(nameOf([gateway(), httpRoute('shop/r', [rule('a')])], { url: 'http://other.test' })).toBe(
      'not-found',
    )
    expect(
      nameOf([gateway(), httpRoute('shop/r', [rule('a')], { hostnames: [] })], { url: 'http://other.test' }),
    ).toBe('a')
  })

  it('serves the pods of its own Gateway alone', () => {
    const route = httpRoute('shop/r', [rule('a')])
    expect(nameOf([gateway(), route], { client: { ...edge, labels: {} } })).toBe('no-http-listener')
    const foreign = object('Gateway', 'ingress/edge', { gatewayClassName: 'nginx', listeners: [listener()] })
    expect(nameOf([foreign, route])).toBe('no-http-listener')
  })

  it('ends a path prefix at a slash', () => {
    const objects = [gateway(), httpRoute('shop/r', [rule('a', path('/a/'))])]
    expect(['/a', '/a/b', '/ab'].map((of) => nameOf(objects, { url: `http://shop.test${of}` }))).toEqual([
      'a',
      'a',
      'not-found',
    ])
  })

  it('asks the most specific match first, wherever it is written', () => {
    const rules = [
      rule('open'),
      rule('regex', path('/a/.*', 'RegularExpression')),
      rule('short', path('/a')),
      rule('long', path('/a/b')),
      rule('exact', path('/a/b', 'Exact')),
      rule('method', { ...path('/a/b'), method: 'POST' }),
      rule('header', { ...path('/a/b'), headers: [{ name: 'x', value: '1' }] }),
    ]
    const objects = [gateway(), httpRoute('shop/r', rules)]
    const at = (of: string, facts: object = {}) => nameOf(objects, { url: `http://shop.test${of}`, ...facts })
    expect([at('/'), at('/a'), at('/a/c'), at('/a/b'), at('/a/b/c')]).toEqual([
      'open',
      'short',
      'short',
      'exact',
      'long',
    ])
    expect([at('/a/b/c', { method: 'POST' }), at('/a/b/c', { headers: { x: '1' } })]).toEqual([
      'method',
      'header',
    ])
  })

  it('joins others of its host: by precedence, then the oldest', () => {
    const objects = [
      gateway(),
      httpRoute('shop/young', [rule('young', path('/a')), rule('narrow', path('/a/b'))], {}, 2),
      httpRoute('bank/old', [rule('old', path('/a'))], {}, 1),
    ]
    expect(['/a', '/a/b'].map((of) => nameOf(objects, { url: `http://shop.test${of}` }))).toEqual([
      'old',
      'narrow',
    ])
  })

  it.each<[string, object, object, string]>([
    ['the section that it names', {}, { parentRefs: [{ ...parent, sectionName: 'http' }] }, 'a'],
    ['no other section', {}, { parentRefs: [{ ...parent, sectionName: 'other' }] }, 'not-found'],
    ['no other port', {}, { parentRefs: [{ ...parent, port: 81 }] }, 'not-found'],
    ['no listener of another host', { hostname: '*.other' }, {}, 'not-found'],
    ['a listener of a wider host', { hostname: '*.test' }, {}, 'a'],
    ['no listener for its own namespace alone', { allowedRoutes: undefined }, {}, 'not-found'],
    [
      'a listener for namespaces by label',
      { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'a' } } } } },
      {},
      'a',
    ],
    [
      'no listener for GRPCRoutes',
      { allowedRoutes: { ...all, kinds: [{ kind: 'GRPCRoute' }] } },
      {},
      'not-found',
    ],
    ['no other Gateway', {}, { parentRefs: [{ name: 'edge' }] }, 'not-found'],
  ])('attaches to %s', (_what, ofListener, ofRoute, expected) => {
    const namespace = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop', labels: { team: 'a' } },
    }
    const objects = [namespace, gateway(listener(ofListener)), httpRoute('shop/r', [rule('a')], ofRoute)]
    expect(nameOf(objects)).toBe(expected)
  })

  it('leaves a host to the most specific listener of the port', () => {
    const both = gateway(
      listener({ name: 'wide', hostname: '*.test' }),
      listener({ name: 'narrow', hostname: 'shop.test' }),
    )
    const to = (sectionName: string) =>
      httpRoute('shop/r', [rule('a')], { parentRefs: [{ ...parent, sectionName }] })
    expect([nameOf([both, to('narrow')]), nameOf([both, to('wide')])]).toEqual(['a', 'not-found'])
  })

  it.each<[string, object, object]>([
    [
      'weights, 1 by default, 0 left out',
      { backendRefs: [backend('reviews', { weight: 3 }), backend('ratings'), backend('x', { weight: 0 })] },
      { destinations: [expect.objectContaining({ weight: 3 }), expect.objectContaining({ weight: 1 })] },
    ],
    ['no backend: 500', {}, { outcome: 'direct-response', directResponse: { status: 500, body: '' } }],
    [
      'an unknown backend: 500',
      { backendRefs: [backend('ghost')] },
      { destinations: [expect.objectContaining({ missing: 'host-unknown', missingStatus: 500 })] },
    ],
    [
      'a backend of a kind that Istio does not know',
      { backendRefs: [backend('b', { kind: 'Bucket', group: 'x.y' })] },
      { destinations: [expect.objectContaining({ host: '', missing: 'host-unknown' })] },
    ],
    [
      'a redirect keeps the port',
      {
        filters: [
          {
            type: 'RequestRedirect',
            requestRedirect: {
              hostname: 'b.test',
              statusCode: 302,
              path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/n' },
            },
          },
        ],
      },
      { redirect: { code: 302, host: 'b.test', path: '', prefixRewrite: '/n', scheme: '', port: 0 } },
    ],
    [
      'a rewrite of the prefix',
      {
        backendRefs: [backend('reviews')],
        filters: [
          {
            type: 'URLRewrite',
            urlRewrite: {
              hostname: 'x.test',
              path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/n/' },
            },
          },
        ],
      },
      { rewrite: { prefix: '/n', authority: 'x.test' } },
    ],
    [
      'a rewrite that removes the prefix',
      {
        matches: [path('/')],
        backendRefs: [backend('reviews')],
        filters: [
          {
            type: 'URLRewrite',
            urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } },
          },
        ],
      },
      { rewrite: { regex: '^(/?)(.*)', substitution: '/\\2' } },
    ],
    [
      'a mirror',
      {
        backendRefs: [backend('reviews')],
        filters: [
          {
            type: 'RequestMirror',
            requestMirror: { backendRef: backend('ratings'), fraction: { numerator: 1, denominator: 4 } },
          },
        ],
      },
      { mirrors: [{ host: 'ratings.shop.svc.cluster.local', port: 8080, subset: '', percent: 25 }] },
    ],
    [
      'no mirror to what is not there',
      {
        backendRefs: [backend('reviews')],
        filters: [{ type: 'RequestMirror', requestMirror: { backendRef: backend('ghost') } }],
      },
      { outcome: 'route', mirrors: [] },
    ],
    [
      'a timeout',
      { backendRefs: [backend('reviews')], timeouts: { request: '3s', backendRequest: '1s' } },
      { timeoutMs: 1000 },
    ],
    [
      'retries with a timeout of each',
      {
        backendRefs: [backend('reviews')],
        timeouts: { request: '3s', backendRequest: '1s' },
        retry: { attempts: 4, codes: [503] },
      },
      {
        timeoutMs: 3000,
        retries: {
          attempts: 4,
          perTryTimeoutMs: 1000,
          retryOn: 'connect-failure,refused-stream,unavailable,cancelled,503',
        },
      },
    ],
  ])('has %s', (_what, spec, expected) => {
    expect(ask([gateway(), httpRoute('shop/r', [spec])])).toMatchObject(expected)
  })
})

describe('a GRPCRoute', () => {
  it.each<[string, object, string, string]>([
    ['service and method', { service: 'a.B', method: 'C' }, '/a.B/C', 'g'],
    ['another method', { service: 'a.B', method: 'C' }, '/a.B/D', 'not-found'],
    ['a service', { service: 'a.B' }, '/a.B/D', 'g'],
    ['a method of any service', { method: 'C' }, '/x.Y/C', 'g'],
    ['a regex', { type: 'RegularExpression', service: 'a[.].' }, '/a.B/D', 'g'],
  ])('matches %s', (_what, method, called, expected) => {
    const spec = {
      parentRefs: [parent],
      rules: [{ name: 'g', matches: [{ method }], backendRefs: [backend('reviews')] }],
    }
    const objects = [gateway(), object('GRPCRoute', 'shop/r', spec)]
    expect(nameOf(objects, { url: `http://shop.test${called}`, method: 'POST' })).toBe(expected)
  })
})

describe('an HTTPRoute of the mesh', () => {
  const toService = (facts: object = {}) => ({
    parentRefs: [{ kind: 'Service', group: '', name: 'reviews', namespace: 'shop', ...facts }],
    hostnames: [],
  })
  const url = 'http://reviews.shop.svc.cluster.local:8080/'
  const from = (namespace: string, objects: RawObject[]) =>
    nameOf(objects, { url, client: sidecarOf(namespace) })

  it('of the namespace of its service holds for all callers', () => {
    const route = httpRoute('shop/r', [rule('a')], toService())
    expect([from('front', [route]), from('shop', [route])]).toEqual(['a', 'a'])
  })

  it("of another namespace holds for that namespace's callers alone, before the producer's", () => {
    const [producer, consumer] = [
      httpRoute('shop/r', [rule('p')], toService(), 0),
      httpRoute('bank/r', [rule('c')], toService(), 1),
    ]
    expect([from('front', [consumer]), from('bank', [consumer])]).toEqual(['default', 'c'])
    expect([from('front', [producer, consumer]), from('bank', [producer, consumer])]).toEqual(['p', 'c'])
  })

  it('holds for the port that its parent names', () => {
    expect(from('front', [httpRoute('shop/r', [rule('a')], toService({ port: 8080 }))])).toBe('a')
    expect(from('front', [httpRoute('shop/r', [rule('a')], toService({ port: 81 }))])).toBe('default')
  })

  it('needs its service', () => {
    expect(from('front', [httpRoute('shop/r', [rule('a')], toService({ name: 'ghost' }))])).toBe('default')
  })
})
