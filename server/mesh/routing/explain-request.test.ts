import { describe, expect, it } from 'vitest'
import { explainRequest } from '#server/mesh/routing/explain-request.ts'
import { buildMesh, buildObject, web } from '#server/mesh/routing/routing.test-support.ts'

const host = 'reviews.shop.svc.cluster.local'
const to = (subset: string) => ({ route: [{ destination: { host, subset } }] })
const vs = (name: string, spec: object, age = 0) =>
  buildObject('VirtualService', name, { hosts: [host], ...spec }, age)

function explain(objects: ReturnType<typeof vs>[], path = '/', called = host) {
  const routing = buildMesh({ services: ['reviews.shop:8080'], objects })
  const request = { method: 'GET', scheme: 'http', path, host: called, headers: {} }
  return explainRequest(routing, { client: web, via: 'mesh', port: 8080, request }).steps
}

describe('the explanation of a request', () => {
  const rule = buildObject('DestinationRule', 'shop/d', { host, subsets: [{ name: 'v1' }] })
  const used = vs('shop/a', {
    http: [
      { name: 'r0', match: [{ uri: { prefix: '/x' } }], ...to('v1') },
      { name: 'r1', ...to('v2') },
    ],
  })

  it('leads from the scope over the host and the routes to the cluster that is missing', () => {
    expect(explain([rule, used])).toEqual([
      { code: 'scope', isGateway: false },
      { code: 'host', domain: host, service: { namespace: 'shop', name: 'reviews' } },
      { code: 'virtual-services', names: [{ namespace: 'shop', name: 'a' }] },
      {
        code: 'route-passed-over',
        virtualService: { namespace: 'shop', name: 'a' },
        routeIndex: 0,
        matchIndex: 0,
        name: 'r0',
        field: 'uri',
      },
      { code: 'route', virtualService: { namespace: 'shop', name: 'a' }, routeIndex: 1, name: 'r1' },
      {
        code: 'destination',
        host,
        port: 8080,
        subset: 'v2',
        missing: 'subset-unknown',
        missingStatus: 503,
        rules: [{ namespace: 'shop', name: 'd' }],
        tier: 'service',
      },
      { code: 'outcome', outcome: 'route' },
    ])
  })

  it('names a default route, and a host that nobody knows', () => {
    expect(explain([]).map(({ code }) => code)).toEqual([
      'scope',
      'host',
      'virtual-services',
      'default-route',
      'destination',
      'outcome',
    ])
    expect(explain([], '/', 'x.test')).toContainEqual({
      code: 'host-unknown',
      host: 'x.test',
      policy: 'ALLOW_ANY',
    })
  })

  it.each<[string, object, string]>([
    ['is bound to a gateway', { gateways: ['ingress/g'] }, 'not-bound'],
    ['is exported elsewhere', { exportTo: ['bank'] }, 'not-exported'],
    [
      'has routes for others',
      { http: [{ match: [{ sourceLabels: { app: 'api' } }], ...to('v1') }] },
      'no-route-for-client',
    ],
    ['is younger', {}, 'host-taken'],
  ])('says why a VirtualService is not used: it %s', (_what, spec, reason) => {
    const other = vs('shop/other', { http: [to('v1')], ...spec }, 5)
    expect(explain([rule, used, other])).toContainEqual({
      code: 'unused',
      virtualService: { namespace: 'shop', name: 'other' },
      reason,
    })
  })

  it('says that a Sidecar does not import a VirtualService', () => {
    const sidecar = buildObject('Sidecar', 'front/s', { egress: [{ hosts: ['shop/*'] }] })
    const steps = explain([sidecar, vs('bank/other', { http: [to('v1')] })])
    expect(steps).toContainEqual({
      code: 'scope',
      isGateway: false,
      sidecar: { namespace: 'front', name: 's' },
    })
    expect(steps).toContainEqual(expect.objectContaining({ code: 'unused', reason: 'not-imported' }))
  })
})
