import { describe, expect, it } from 'vitest'
import { buildMesh, buildObject, call } from '#server/mesh/routing/routing.test-support.ts'

const host = 'reviews.shop.svc.cluster.local'
const url = `http://${host}:8080`
const to = { route: [{ destination: { host } }] }

/** What a request to reviews meets on a route of one VirtualService. */
function meet(route: object, meshConfig = {}) {
  const objects = [
    buildObject('VirtualService', 'shop/a', { hosts: [host], http: [{ name: 'r', ...route }] }),
  ]
  return call(buildMesh({ services: ['reviews.shop:8080', 'ratings.shop:8080'], objects, meshConfig }), url)
}

describe('a redirect', () => {
  it.each<[string, object, object]>([
    [
      'to https, its port implied',
      { scheme: 'https', port: 443 },
      { code: 301, scheme: 'https', port: 0, host: '', path: '' },
    ],
    [
      'to a path and host',
      { uri: '/n', authority: 'r.test', redirectCode: 307 },
      { code: 307, host: 'r.test', path: '/n' },
    ],
    ['of a prefix', { prefixRewrite: '/n', uri: '/x' }, { prefixRewrite: '/n', path: '' }],
    ['to a port', { port: 8443 }, { port: 8443 }],
    ['to the port that was called', { derivePort: 'FROM_REQUEST_PORT' }, { port: 8080 }],
    ['to the port of the protocol', { derivePort: 'FROM_PROTOCOL_DEFAULT' }, { port: 0 }],
    ['to port 80 by http', { port: 80 }, { port: 0 }],
  ])('%s', (_what, redirect, expected) => {
    expect(meet({ redirect })).toMatchObject({ outcome: 'redirect', destinations: [], redirect: expected })
  })
})

describe('a direct response', () => {
  it('answers with its status and body', () => {
    const directResponse = { status: 418, body: { string: 'pot' } }
    expect(meet({ directResponse })).toMatchObject({
      outcome: 'direct-response',
      directResponse: { status: 418, body: 'pot' },
      destinations: [],
    })
  })
})

describe('a fault', () => {
  it.each<[string, object, object | undefined]>([
    [
      'aborts',
      { abort: { httpStatus: 503, percentage: { value: 25 } } },
      { abortHttpStatus: 503, abortPercent: 25 },
    ],
    [
      'aborts nothing without a percentage',
      { abort: { httpStatus: 503 } },
      { abortHttpStatus: 503, abortPercent: 0 },
    ],
    [
      'aborts gRPC',
      { abort: { grpcStatus: 'UNAVAILABLE', percentage: { value: 1 } } },
      { abortGrpcStatus: 'UNAVAILABLE', abortPercent: 1 },
    ],
    [
      'delays',
      { delay: { fixedDelay: '1.5s', percentage: { value: 0.5 } } },
      { delayMs: 1500, delayPercent: 0.5 },
    ],
    [
      'delays by the old field',
      { delay: { fixedDelay: '1s', percent: 7 } },
      { delayMs: 1000, delayPercent: 7 },
    ],
    ['without a status is none', { abort: { percentage: { value: 100 } } }, undefined],
  ])('%s', (_what, fault, expected) => {
    expect(meet({ ...to, fault }).fault).toEqual(expected)
  })
})

describe('time and tries', () => {
  it('a timeout is none when absent or 0', () => {
    expect(
      ['4s', '250ms', '0s', undefined].map(
        (timeout) => meet({ ...to, ...(timeout ? { timeout } : {}) }).timeoutMs,
      ),
    ).toEqual([4000, 250, undefined, undefined])
  })

  it('retries are those of the route, else of the mesh; 0 attempts turn them off', () => {
    const retries = { attempts: 5, perTryTimeout: '1s', retryOn: '5xx' }
    expect(meet({ ...to, retries }).retries).toEqual({ attempts: 5, perTryTimeoutMs: 1000, retryOn: '5xx' })
    expect(meet({ ...to, retries: { attempts: 0 } }).retries).toBeUndefined()
    expect(meet(to).retries?.attempts).toBe(2)
    expect(meet(to, { defaultHttpRetryPolicy: { attempts: 0 } }).retries).toBeUndefined()
  })
})

describe('mirrors', () => {
  const mirror = { host: 'ratings' }
  it.each<[string, object, number[]]>([
    ['all without a share', { mirror }, [100]],
    ['a share', { mirror, mirrorPercentage: { value: 0.5 } }, [0.5]],
    ['the old share', { mirror, mirrorPercent: 7 }, [7]],
    ['nothing at 0', { mirror, mirrorPercentage: { value: 0 } }, []],
    [
      'several',
      { mirrors: [{ destination: mirror, percentage: { value: 5 } }, { destination: mirror }] },
      [5, 100],
    ],
  ])('copy %s', (_what, spec, expected) => {
    const { mirrors } = meet({ ...to, ...spec })
    expect(mirrors.map(({ percent }) => percent)).toEqual(expected)
    for (const one of mirrors) expect(one.host).toBe('ratings.shop.svc.cluster.local')
  })
})

describe('a rewrite', () => {
  it.each<[string, object, object | undefined]>([
    [
      'of the prefix and authority',
      { rewrite: { uri: '/n', authority: 'x.test' } },
      { prefix: '/n', authority: 'x.test' },
    ],
    [
      'by a regex',
      { rewrite: { uriRegexRewrite: { match: '^/a(.*)$', rewrite: '\\1' } } },
      { regex: '^/a(.*)$', substitution: '\\1' },
    ],
    [
      'of the authority by a header',
      { headers: { request: { set: { Host: 'h.test' } } } },
      { authority: 'h.test' },
    ],
    ['by no other header', { headers: { request: { set: { x: '1' } } } }, undefined],
    [
      'of the authority by the only destination',
      { route: [{ destination: { host }, headers: { request: { add: { ':authority': 'd.test' } } } }] },
      { authority: 'd.test' },
    ],
  ])('%s', (_what, spec, expected) => {
    expect(meet({ ...to, ...spec }).rewrite).toEqual(expected)
  })
})
