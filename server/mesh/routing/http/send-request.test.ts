import { describe, expect, it } from 'vitest'
import { replacesWholePath, sendRequest } from '#server/mesh/routing/http/send-request.ts'
import type { HeaderChanges, HttpMatch, HttpRoute } from '#server/mesh/routing/virtual-services/spec.ts'

const request = {
  method: 'GET',
  scheme: 'http',
  path: '/api/v1/x?q=/api',
  host: 'shop.example',
  headers: { 'x-a': '1' },
}

function build(route: HttpRoute, match?: HttpMatch, hasGatewaySemantics = false) {
  return {
    route: { route: [{ destination: { host: 'pay' } }], ...route },
    ...(match ? { match } : {}),
    virtualService: hasGatewaySemantics ? { hasGatewaySemantics: true as const } : {},
  }
}
const uri = (to: string) => ({ rewrite: { uri: to } })
const regex = (match: string, rewrite: string) => ({ rewrite: { uriRegexRewrite: { match, rewrite } } })

// Envoy source/common/router/config_impl.cc: finalizePathHeader, rewritePathHeader of each kind of route; istio
// pilot/pkg/networking/core/route/route.go, applyHTTPRouteDestination and TranslateRouteMatch
describe('the path that policies behind a route see', () => {
  it.each<[string, HttpRoute, HttpMatch | undefined, boolean, string]>([
    ['no rewrite keeps it', {}, { uri: { prefix: '/api' } }, false, '/api/v1/x?q=/api'],
    [
      'a prefix takes the place of the one that matched',
      uri('/'),
      { uri: { prefix: '/api/' } },
      false,
      '/v1/x?q=/api',
    ],
    [
      'letter by letter, so that slashes may double',
      uri('/'),
      { uri: { prefix: '/api' } },
      false,
      '//v1/x?q=/api',
    ],
    ['without a match it is put before the path', uri('/new'), undefined, false, '/newapi/v1/x?q=/api'],
    ['an exact match is replaced whole', uri('/new'), { uri: { exact: '/api/v1/x' } }, false, '/new?q=/api'],
    ['and so is what a regex took', uri('/new'), { uri: { regex: '/api/.*' } }, false, '/new?q=/api'],
    [
      'a prefix whose case is ignored',
      uri('/b'),
      { uri: { prefix: '/API' }, ignoreUriCase: true },
      false,
      '/b/v1/x?q=/api',
    ],
    [
      'a segment of the Gateway API has no slash at its end',
      uri('/b'),
      { uri: { prefix: '/api/' } },
      true,
      '/b/v1/x?q=/api',
    ],
    ['/ in its place takes the segment away', uri('/'), { uri: { prefix: '/api' } }, true, '/v1/x?q=/api'],
    ['/ in the place of all of it', uri('/'), { uri: { prefix: '/api/v1/x' } }, true, '/?q=/api'],
    [
      'the whole path of the Gateway API',
      regex('/.*', '/full'),
      { uri: { prefix: '/api' } },
      true,
      '/full?q=/api',
    ],
    [
      'a pattern is replaced wherever it is, the query left alone',
      regex('/[a-z]+', '/z'),
      undefined,
      false,
      '/z/z1/z?q=/api',
    ],
    [
      'its groups are numbered',
      regex('^/api/(v\\d)/(.*)$', '/\\2/\\1/\\0'),
      undefined,
      false,
      '/x/v1//api/v1/x?q=/api',
    ],
    ['a pattern that is none changes nothing', regex('(', '/z'), undefined, false, '/api/v1/x?q=/api'],
  ])('%s', (_, route, match, hasGatewaySemantics, path) => {
    expect(sendRequest(build(route, match, hasGatewaySemantics), undefined, request).request.path).toBe(path)
  })

  it.each<[string, HttpRoute, HttpMatch | undefined, boolean]>([
    ['an exact match', uri('/new'), { uri: { exact: '/a' } }, true],
    ['a regex', uri('/new'), { uri: { regex: '/a.*' } }, true],
    ['a full path', regex('/.*', '/new'), undefined, true],
    ['a full path with a part of the old one', regex('/.*', '/new\\0'), undefined, false],
    ['a prefix', uri('/new'), { uri: { prefix: '/a' } }, false],
    ['no rewrite', {}, { uri: { exact: '/a' } }, false],
  ])('%s is sent as one path or not', (_, route, match, whole) => {
    expect(replacesWholePath(build(route, match))).toBe(whole)
  })
})

// istio, ibid., TranslateHeadersOperations; Envoy source/common/router/header_parser.cc
describe('the authority and headers that policies behind a route see', () => {
  const set = (headers: Record<string, string>): HeaderChanges => ({ request: { set: headers } })
  const add = (headers: Record<string, string>): HeaderChanges => ({ request: { add: headers } })
  const two = {
    route: [
      { destination: { host: 'a' }, weight: 1 },
      { destination: { host: 'b' }, weight: 1 },
    ],
  }
  it.each<[string, HttpRoute, HeaderChanges | undefined, object]>([
    ['a rewrite of the authority', { rewrite: { authority: 'b.example' } }, undefined, { host: 'b.example' }],
    [
      'a header that is the authority',
      { headers: set({ Host: 'c' }) },
      undefined,
      { host: 'c', headers: { 'x-a': '1' } },
    ],
    [
      'the route’s before a destination’s',
      { headers: set({ host: 'c' }) },
      set({ host: 'd' }),
      { host: 'c' },
    ],
    ['a destination’s alone', two, set({ ':authority': 'd' }), { host: 'd', headers: { 'x-a': '1' } }],
    [
      'set takes the place, add goes behind',
      { headers: { request: { set: { 'x-b': '2' }, add: { 'X-A': '9' } } } },
      undefined,
      { headers: { 'x-a': '1,9', 'x-b': '2' } },
    ],
    [
      'removed before it is set',
      { headers: { request: { remove: ['X-A'], add: { 'x-a': '2' } } } },
      undefined,
      { headers: { 'x-a': '2' } },
    ],
    [
      'of one destination after the route',
      { headers: set({ 'x-b': 'r' }) },
      set({ 'x-b': 'd' }),
      { headers: { 'x-a': '1', 'x-b': 'd' } },
    ],
    [
      'of several before the route',
      { ...two, headers: set({ 'x-b': 'r' }) },
      set({ 'x-b': 'd' }),
      { headers: { 'x-a': '1', 'x-b': 'r' } },
    ],
    [
      'nobody removes the authority',
      { headers: { request: { remove: ['host', ':path'] } } },
      undefined,
      { host: 'shop.example' },
    ],
    [
      'a doubled percent sign is one',
      { headers: add({ 'x-b': '5%%' }) },
      undefined,
      { headers: { 'x-a': '1', 'x-b': '5%' } },
    ],
  ])('%s', (_, route, ofDestination, sent) => {
    expect(sendRequest(build(route), ofDestination, request)).toMatchObject({ request: sent, untold: [] })
  })

  it('a value that Envoy fills in is told by nobody', () => {
    const sent = sendRequest(
      build({ headers: set({ 'X-Peer': '%DOWNSTREAM_REMOTE_ADDRESS%' }) }),
      undefined,
      request,
    )
    expect(sent.untold).toEqual(['x-peer'])
  })
})
