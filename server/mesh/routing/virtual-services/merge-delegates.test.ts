import { describe, expect, it } from 'vitest'
import {
  buildMesh,
  buildObject,
  call,
  formatDestinations,
} from '#server/mesh/routing/routing.test-support.ts'
import { findMatchConflict } from '#server/mesh/routing/virtual-services/find-match-conflict.ts'

const host = 'reviews.shop.svc.cluster.local'
const to = (of: string) => ({ route: [{ destination: { host: of } }] })
const fallback = { name: 'rest', ...to(host) }

function ask(path: string, leaf: object, rootRoute: object = {}, place = 'shop/leaf') {
  const [namespace, name] = place.split('/')
  const root = { name: 'r0', match: [{ uri: { prefix: '/a' } }], delegate: { namespace, name }, ...rootRoute }
  const objects = [
    buildObject('VirtualService', 'shop/root', { hosts: [host], http: [root, fallback] }),
    buildObject('VirtualService', place, leaf),
  ]
  return call(
    buildMesh({ services: ['reviews.shop:8080', 'reviews.bank:8080'], objects }),
    `http://${host}:8080${path}`,
  )
}
const leafOf = (...http: object[]) => ({ http })

describe('a delegated route', () => {
  it('takes the name of both, and of the root the VirtualService', () => {
    const routed = ask('/a/1', leafOf({ name: 'x', match: [{ uri: { prefix: '/a/1' } }], ...to(host) }))
    expect([routed.routeName, routed.route?.virtualService.metadata.name]).toEqual(['r0-x', 'root'])
  })

  it('without a match has that of the root', () => {
    const leaf = leafOf({ name: 'x', ...to(host) })
    expect([ask('/a/2', leaf).routeName, ask('/b', leaf).routeName]).toEqual(['r0-x', 'rest'])
  })

  it('resolves short names with its own namespace', () => {
    expect(formatDestinations(ask('/a', leafOf(to('reviews')), {}, 'bank/leaf'))).toBe('reviews.bank:8080')
  })

  it.each<[string, object]>([
    ['is not there', { delegate: { name: 'gone' } }],
    ['is in another namespace', { delegate: { name: 'leaf', namespace: 'bank' } }],
  ])('is left out when the delegate %s', (_what, route) => {
    expect(ask('/a', leafOf({ name: 'x', ...to(host) }), route).routeName).toBe('rest')
  })

  it.each<[string, string[] | undefined, string]>([
    ['by default', undefined, 'r0-x'],
    ['to the root', ['shop'], 'r0-x'],
    ['to itself alone', ['.'], 'rest'],
  ])('needs a delegate that is exported %s', (_what, exportTo, expected) => {
    const leaf = { ...leafOf({ name: 'x', ...to(host) }), ...(exportTo ? { exportTo } : {}) }
    expect(ask('/a', leaf, {}, 'bank/leaf').routeName).toBe(expected)
  })

  it('takes from the root what it leaves unset', () => {
    const root = { timeout: '4s', fault: { abort: { httpStatus: 503, percentage: { value: 1 } } } }
    const leaf = leafOf({ match: [{ uri: { exact: '/a/own' } }], timeout: '1s', ...to(host) }, to(host))
    expect([ask('/a/own', leaf, root).timeoutMs, ask('/a/x', leaf, root).timeoutMs]).toEqual([1000, 4000])
    expect(ask('/a/x', leaf, root).fault?.abortHttpStatus).toBe(503)
  })

  it('that does not narrow the root is left out, and told', () => {
    const routed = ask('/a', leafOf({ name: 'x', match: [{ uri: { prefix: '/b' } }], ...to(host) }))
    expect(routed.routeName).toBe('rest')
    expect(routed.route?.virtualService.faults).toEqual([
      { code: 'delegate-match-conflict', delegate: 'shop/leaf', route: 'x' },
    ])
  })

  it('joins each of its matches with each of the root that it narrows', () => {
    const root = { match: [{ uri: { prefix: '/a' } }, { headers: { x: { exact: '1' } } }] }
    const leaf = leafOf({ name: 'x', match: [{ uri: { prefix: '/a/b' } }], ...to(host) })
    expect(ask('/a/b', leaf, root).routeName).toBe('r0-x')
    expect(ask('/a/c', leaf, root).routeName).toBe('rest')
  })
})

describe('a conflict of matches', () => {
  it.each<[string, object, object, string | undefined]>([
    ['nothing on one side', { uri: { prefix: '/a' } }, { method: { exact: 'GET' } }, undefined],
    ['a longer prefix', { uri: { prefix: '/a' } }, { uri: { prefix: '/a/b' } }, undefined],
    ['an exact one within a prefix', { uri: { prefix: '/a' } }, { uri: { exact: '/ab' } }, undefined],
    ['a shorter prefix', { uri: { prefix: '/a/b' } }, { uri: { prefix: '/a' } }, 'uri'],
    ['a prefix under an exact one', { uri: { exact: '/a' } }, { uri: { prefix: '/a' } }, 'uri'],
    ['the same exact one', { uri: { exact: '/a' } }, { uri: { exact: '/a' } }, undefined],
    ['a regex in the root', { uri: { regex: '.*' } }, { uri: { exact: '/a' } }, 'uri'],
    ['a regex in the leaf', { uri: { prefix: '/' } }, { uri: { regex: '/a.*' } }, 'uri'],
    ['a regex alone', {}, { uri: { regex: '/a.*' } }, undefined],
    ['presence under presence', { headers: { x: {} } }, { headers: { x: {} } }, 'headers.x'],
    ['another header', { headers: { x: { exact: '1' } } }, { headers: { y: { exact: '1' } } }, undefined],
    ['another value', { headers: { x: { exact: '1' } } }, { headers: { x: { exact: '2' } } }, 'headers.x'],
    ['another port', { port: 80 }, { port: 81 }, 'port'],
    ['case on one side', { ignoreUriCase: true }, {}, 'ignoreUriCase'],
    ['a source namespace that is not repeated', { sourceNamespace: 'a' }, {}, 'sourceNamespace'],
    ['other labels', { sourceLabels: { a: '1' } }, { sourceLabels: { a: '2' } }, 'sourceLabels.a'],
    ['more labels', { sourceLabels: { a: '1' } }, { sourceLabels: { b: '2' } }, undefined],
    ['gateways that the root lacks', { gateways: ['a/b'] }, { gateways: ['mesh'] }, 'gateways'],
    ['some of the gateways', { gateways: ['a/b', 'mesh'] }, { gateways: ['mesh'] }, undefined],
  ])('%s', (_what, root, leaf, expected) => {
    expect(findMatchConflict(root, leaf)).toBe(expected)
  })
})
