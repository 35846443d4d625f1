import { describe, expect, it } from 'vitest'
import { buildDelays, namePlace } from '#server/mesh/traces/build-delays.ts'
import { buildWaterfall } from '#server/mesh/traces/build-waterfall.ts'
import { comparePeers } from '#server/mesh/traces/compare-peers.ts'
import { describeSpan } from '#server/mesh/traces/describe-span.ts'
import { parseCluster, readHostNamespace } from '#server/mesh/traces/parse-cluster.ts'
import { parseNodeId } from '#server/mesh/traces/parse-node-id.ts'
import { presentSpans } from '#server/mesh/traces/present-trace.ts'
import { span } from '#server/mesh/traces/spans.test-support.ts'
import { tellSpans } from '#server/mesh/traces/tell-spans.ts'
import type { Span } from '#server/mesh/traces/types.ts'

const placeOf = { namespace: 'shop', by: 'node' as const }
const host = 'reviews.bookinfo.svc.cluster.local'

describe("a cluster's name", () => {
  it.each([
    [`outbound|9080|v1|${host}`, { direction: 'outbound', port: 9080, subset: 'v1', host }],
    [`outbound|9080||${host}`, { direction: 'outbound', port: 9080, host }],
    ['inbound|9080||', { direction: 'inbound', port: 9080 }],
    [`inbound-vip|9080|http/v2|${host}`, { direction: 'outbound', port: 9080, subset: 'v2', host }],
    [`outbound|80||${host};`, { direction: 'outbound', port: 80, host }],
    ['PassthroughCluster', { direction: 'other' }],
    ['', { direction: 'other' }],
    ['|||', { direction: 'other' }],
    ['outbound|eighty||x', { direction: 'outbound', host: 'x' }],
  ])('%s', (name, route) => {
    expect(parseCluster(name)).toEqual(route)
  })
  it.each([
    [host, 'bookinfo'],
    [`${host}:9080/*`, 'bookinfo'],
    ['reviews.bookinfo.svc', 'bookinfo'],
    ['reviews.bookinfo', undefined],
    ['api.svc.example.com', undefined],
    ['<img>.a.svc', 'a'],
  ])('a host %s is of the namespace %s', (name, namespace) => {
    expect(readHostNamespace(name)).toBe(namespace)
  })
})

it.each([
  [
    'sidecar~10.1.1.1~reviews-v1-x.bookinfo~bookinfo.svc.cluster.local',
    { type: 'sidecar', pod: 'reviews-v1-x' },
  ],
  ['router~10.1.1.1~a.b.c.bookinfo~d', { type: 'router', pod: 'a.b.c' }],
  ['waypoint~~w.bookinfo~', { type: 'waypoint', pod: 'w' }],
])('a node id %s names its pod', (id, named) => {
  expect(parseNodeId(id)).toMatchObject({ ...named, namespace: 'bookinfo' })
})
it.each([
  '',
  'sidecar',
  'sidecar~ip~pod~d',
  'sidecar~ip~.ns~d',
  'sidecar~ip~pod.~d',
  'x~ip~a.b~d',
  'sidecar~a~b.c~d~e',
])('the text %j is no node id', (id) => {
  expect(parseNodeId(id)).toBeUndefined()
})

describe('the side of a span', () => {
  const proxy = (type: string) => `${type}~10.0.0.1~a-1.b~b.svc.cluster.local`
  it.each<[string, Partial<Span>]>([
    ['server', { tags: { upstream_cluster: 'inbound|80||' }, kind: 'client' }],
    ['client', { tags: { upstream_cluster: `outbound|80||${host}` }, kind: 'server' }],
    ['client', { tags: { upstream_cluster: 'PassthroughCluster' }, kind: 'client' }],
    ['gateway', { tags: { node_id: proxy('router') } }],
    ['waypoint', { tags: { node_id: proxy('waypoint'), upstream_cluster: 'inbound-vip|80|http|x' } }],
    ['application', { tags: { component: 'http', node_id: '' } }],
  ])('is %s by its node and its cluster, before its kind', (side, given) => {
    expect(describeSpan(span('a', given)).side).toBe(side)
  })
})

/** productpage asks reviews through both proxies: 100 ms in all, 60 at the server, of which 20 for an outside host. */
const outside = { upstream_cluster: 'outbound|443||api.example.com' }
const story = [
  span('a', { workload: 'gw.edge', kind: 'client', tags: { node_id: 'router~10.0.0.9~gw-1.edge~d' } }),
  span('b', {
    workload: 'web.shop',
    parentSpanId: 'a',
    startMs: 1_020,
    durationMs: 60,
    tags: { upstream_cluster: 'inbound|80||' },
  }),
  span('c', {
    workload: 'web.shop',
    parentSpanId: 'b',
    kind: 'client',
    startMs: 1_030,
    durationMs: 20,
    tags: outside,
  }),
]
const place = ({ service }: Span) => {
  const [workload = '', namespace = ''] = service.split('.')
  return { namespace, workload, by: 'node' as const }
}
function tell(spans: readonly Span[]) {
  const waterfall = buildWaterfall(spans)
  const told = tellSpans(waterfall, place)
  return { told, waterfall, delays: buildDelays(told, waterfall), durationMs: waterfall.durationMs }
}
const wordDelays = (spans: readonly Span[]) =>
  tell(spans).delays.map(({ kind, place: at, other, host: asked, ms }) =>
    [kind, at && namePlace(at), other && namePlace(other), asked, ms]
      .filter((part) => part !== undefined)
      .join(' '),
  )

describe('who added the delay', () => {
  it.each<[string, Span[], string[]]>([
    [
      'is the application, the way between and what was waited for',
      story,
      ['network edge/gw shop/web 40', 'application shop/web 40', 'waiting shop/web api.example.com 20'],
    ],
    [
      'is a fault injection where the flag says so',
      [span('a', { kind: 'client', tags: { ...outside, response_flags: 'DI' } })],
      ['injected shop/web 100'],
    ],
    [
      'is the proxy itself where it answered',
      [span('a', { kind: 'client', tags: { ...outside, response_flags: 'UH,URX' } })],
      ['proxy shop/web 100'],
    ],
    [
      'is told by nobody between spans without a common root',
      [span('a', { durationMs: 10 }), span('b', { startMs: 1_090, durationMs: 10 })],
      ['untold 80', 'application shop/web 20'],
    ],
  ])('%s', (_, spans, words) => {
    expect(wordDelays(spans)).toEqual(words)
  })

  it('sums up to the duration', () => {
    const { delays, durationMs } = tell(story)
    expect(delays.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(durationMs, 6)
  })
})

it("counts the servers' spans below one of a client as its attempts", () => {
  const asked = (id: string, startMs: number) =>
    span(id, {
      workload: 'api.shop',
      parentSpanId: 'a',
      startMs,
      durationMs: 20,
      tags: { upstream_cluster: 'inbound|80||' },
    })
  const { told } = tell([span('a', { kind: 'client', tags: outside }), asked('b', 1_010), asked('c', 1_050)])
  expect(told.map(({ attempts }) => attempts)).toEqual([2, 1, 1])
})

describe('a trace beside its peers', () => {
  const slower = (spans: readonly Span[]) =>
    spans.map((one) => (one.spanId === 'a' ? { ...one, durationMs: 200 } : one))
  it('says the share that was faster, and who took more than usual', () => {
    const compared = comparePeers(tell(slower(story)), [
      tell(story),
      tell(story),
      tell(slower(slower(story))),
    ])
    expect(compared).toMatchObject({ peers: 3, medianMs: 100, slowestMs: 200 })
    expect(compared?.percentile).toBeCloseTo(66.7, 1)
    expect(compared?.parts[0]).toMatchObject({ place: { workload: 'gw' }, peers: 3 })
    expect((compared?.parts[0]?.ms ?? 0) - (compared?.parts[0]?.medianMs ?? 0)).toBeCloseTo(100)
  })
  it('sets who is of one version beside the traces that went there, however few they are', () => {
    const went = (workload: string, ms: number) => {
      const delay = { kind: 'application' as const, place: { ...placeOf, workload }, ms, spans: 1 }
      return { durationMs: ms, delays: [delay] }
    }
    const peers = [went('v1', 40), went('v1', 42), went('v2', 8)]
    expect(comparePeers(went('v2', 10), peers)?.parts).toEqual([
      { place: { ...placeOf, workload: 'v2' }, ms: 10, medianMs: 8, peers: 1 },
      { place: { ...placeOf, workload: 'v1' }, ms: 0, medianMs: 41, peers: 2 },
    ])
  })
  it('says nothing without any', () => {
    expect(comparePeers(tell(story), [])).toBeUndefined()
  })
})

describe('what is told of tags', () => {
  it('keeps hostile names and values as the text they are, cut where they are enormous', () => {
    const tags = {
      '<img src=x onerror=alert(1)>': 'javascript:alert(1)',
      big: 'x'.repeat(2_000_000),
      rtl: '\u202Eevil',
    }
    const { told, waterfall, delays, durationMs } = tell([span('a', { tags })])
    const [only] = presentSpans({ traceId: 'a', withheld: 0, waterfall, spans: told, delays, durationMs })
    const found = new Map(only?.tags)
    expect(found.get('<img src=x onerror=alert(1)>')).toBe('javascript:alert(1)')
    expect(found.get('rtl')).toBe('\u202Eevil')
    expect(found.get('big')).toHaveLength(1_001)
  })
  it('has a bound for a whole trace, and counts what it leaves out', () => {
    const tags = Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`t${at}`, 'y'.repeat(990)]))
    const { told, waterfall, delays, durationMs } = tell(
      Array.from({ length: 200 }, (_, at) => span(`s${at}`, { tags })),
    )
    const spans = presentSpans({ traceId: 'a', withheld: 0, waterfall, spans: told, delays, durationMs })
    expect(JSON.stringify(spans).length).toBeLessThan(4_000_000)
    expect(spans.at(-1)).toMatchObject({ tags: [], cutTags: 92 })
  })
})
