import { describe, expect, it } from 'vitest'
import { buildEdge, buildGraph, buildNode } from '#components/graph/graph.test-support.ts'
import { listHops } from '#components/graph/trace/list-hops.ts'
import { matchHops } from '#components/graph/trace/match-hops.ts'
import type { TraceSpan } from '#contract/traces.ts'

const at = (workload: string, app = workload.replace(/-v\d$/, '')) => ({ namespace: 'shop', workload, app })
const span = (id: string, parentId: string | undefined, more: Partial<TraceSpan>): TraceSpan => ({
  id,
  ...(parentId === undefined ? {} : { parentId }),
  depth: 0,
  service: '',
  operation: id,
  place: {},
  side: 'server',
  offsetMs: 0,
  durationMs: 10,
  skewMs: 0,
  selfMs: 0,
  delay: 'application',
  criticalMs: 0,
  failed: false,
  flags: [],
  attempts: 1,
  oddities: [],
  withheldBelow: 0,
  tags: [],
  cutTags: 0,
  events: [],
  ...more,
})
const route = (host: string) => ({
  direction: 'outbound' as const,
  cluster: `outbound|80||${host}`,
  host,
  port: 80,
})
const read = (spans: readonly TraceSpan[]) =>
  listHops([...spans]).map(({ from, to, host, spans }) => [
    from.workload,
    to?.workload ?? host,
    spans.map(({ id }) => id).join(' '),
  ])

const ratings = 'ratings.shop.svc.cluster.local'
const shop: readonly TraceSpan[] = [
  span('web in', undefined, { place: at('web-v1') }),
  span('web out', 'web in', {
    place: at('web-v1'),
    side: 'client',
    route: route('cart.shop.svc.cluster.local'),
  }),
  span('cart in', 'web out', { place: at('cart-v1') }),
  span('cart out', 'cart in', { place: at('cart-v1'), side: 'client', route: route(ratings) }),
]

describe('the steps of a trace', () => {
  it('are who asked whom, with the spans of both ends, and the host that nobody answered for', () => {
    expect(read(shop)).toEqual([
      ['web-v1', 'cart-v1', 'web out cart in'],
      ['cart-v1', ratings, 'cart out'],
    ])
  })

  it('are one for all that happened between the same two', () => {
    const again = span('web out 2', 'web in', { place: at('web-v1'), side: 'client' })
    const [first] = read([...shop, again, span('cart in 2', 'web out 2', { place: at('cart-v1') })])
    expect(first).toEqual(['web-v1', 'cart-v1', 'web out cart in web out 2 cart in 2'])
  })

  it('walk over spans whose place nobody knows, and over missing parents', () => {
    const spans = [
      span('web out', 'gone', { place: at('web-v1'), side: 'client' }),
      span('unknown', 'web out', { place: {} }),
      span('cart in', 'unknown', { place: at('cart-v1') }),
      span('alone', 'gone too', { place: at('alone-v1') }),
    ]
    expect(read(spans)).toEqual([['web-v1', 'cart-v1', 'web out cart in']])
  })

  it('are between both ends of a waypoint, which it names', () => {
    const tags: [string, string][] = [
      ['istio.source_namespace', 'shop'],
      ['istio.source_workload', 'web-v1'],
      ['istio.destination_namespace', 'shop'],
      ['istio.destination_workload', 'cart-v1'],
    ]
    const place = { namespace: 'shop', workload: 'waypoint' }
    const [first] = read([span('way', undefined, { place, side: 'waypoint', tags })])
    expect(first).toEqual(['web-v1', 'cart-v1', 'way'])
  })
})

describe('the path over a graph', () => {
  const workload = (name: string) => ({ workload: name, app: name.replace(/-v\d$/, '') })
  const nodes = ['web-v1', 'cart-v1'].map((name) => buildNode(`shop/${name}`, workload(name)))
  const service = (name: string) => buildNode(`shop/${name}`, { kind: 'service', name, service: name })
  const direct = buildEdge('shop/web-v1', 'shop/cart-v1')

  it('is the edge between the workloads, and says what this graph has no edge for', () => {
    const path = matchHops(listHops([...shop]), buildGraph(nodes, [direct]))
    expect([...path.ids].sort()).toEqual([direct.id, 'shop/cart-v1', 'shop/web-v1'].sort())
    expect(path.steps.map(({ edges }) => edges)).toEqual([[direct.id], []])
    expect(path.spansOf.get(direct.id)?.map(({ id }) => id)).toEqual(['web out', 'cart in'])
  })

  it('goes through the service that was asked, where services are drawn', () => {
    const edges = [
      buildEdge('shop/web-v1', 'shop/cart'),
      buildEdge('shop/cart', 'shop/cart-v1'),
      buildEdge('shop/cart-v1', 'shop/ratings'),
    ]
    const graph = buildGraph([...nodes, service('cart'), service('ratings')], edges)
    expect(matchHops(listHops([...shop]), graph).steps.map(({ edges }) => edges.length)).toEqual([2, 1])
  })

  it('is found by application where nodes stand for applications', () => {
    const apps = ['web', 'cart'].map((app) => buildNode(`shop/${app}`, { kind: 'app', app }))
    const edge = buildEdge('shop/web', 'shop/cart')
    expect(matchHops(listHops([...shop]), buildGraph(apps, [edge])).steps[0]?.edges).toEqual([edge.id])
  })

  it('is not found in another namespace', () => {
    const other = nodes.map((node) => ({ ...node, namespace: 'books' }))
    expect(matchHops(listHops([...shop]), buildGraph(other, [direct])).ids.size).toBe(0)
  })

  it('of ten thousand spans takes no longer than a person notices', () => {
    const many = Array.from({ length: 10_000 }, (_, at) =>
      span(`s${at}`, at === 0 ? undefined : `s${at - 1}`, {
        place: { namespace: 'shop', workload: `w${at % 300}` },
      }),
    )
    expect(listHops(many).length).toBe(300)
  })
})
