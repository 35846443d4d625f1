import { describe, expect, it } from 'vitest'
import { parseNodeId } from '#server/mesh/traces/parse-node-id.ts'
import { span } from '#server/mesh/traces/spans.test-support.ts'
import type { Span } from '#server/mesh/traces/types.ts'
import { withholdSpans } from '#server/mesh/traces/withhold-spans.ts'

const namespaceOf = ({ tags }: Span) => parseNodeId(String(tags['node_id']))?.namespace
const maySee = (namespace: string | undefined) => namespace === 'shop'
const cut = (spans: readonly Span[]) => withholdSpans(spans, namespaceOf, maySee)

describe('what a viewer of one namespace is told of a trace', () => {
  const spans = [
    span('a', { workload: 'gw.secret' }),
    span('b', { workload: 'web.shop', parentSpanId: 'a', tags: { 'peer.address': '10.9.9.9' } }),
    span('c', { workload: 'vault.secret', parentSpanId: 'b' }),
    span('d', { workload: 'vault.secret', parentSpanId: 'c' }),
    span('e', { workload: 'api.shop', parentSpanId: 'd' }),
  ]
  it("is its own spans, hung below the nearest of them, and the others' number", () => {
    const { spans: seen, withheld } = cut(spans)
    expect(withheld).toBe(3)
    expect(seen).toMatchObject([
      { spanId: 'b', isBehindWithheld: true, withheldBelow: 1 },
      { spanId: 'e', isBehindWithheld: true, parentSpanId: 'b' },
    ])
    expect(seen[0]).not.toHaveProperty('parentSpanId')
    expect(JSON.stringify(seen)).not.toMatch(/secret|vault|10\.9\.9\.9/)
  })
  it('is nothing of what its own spans ask of others', () => {
    const asking = span('a', {
      operation: 'vault.secret.svc.cluster.local:80/*',
      events: [{ timeMs: 1, name: 'asked vault.secret' }],
      tags: {
        upstream_cluster: 'outbound|80||vault.secret.svc.cluster.local',
        'http.url': 'http://vault.secret/x',
        'http.status_code': 503,
      },
    })
    const [seen] = cut([asking]).spans
    expect(seen).toMatchObject({ operation: '', isTargetWithheld: true, tags: { 'http.status_code': 503 } })
    expect(JSON.stringify(seen)).not.toMatch(/secret|vault/)
  })
  it("is nothing of a waypoint's ends that are others'", () => {
    const between = span('a', {
      tags: {
        'istio.source_namespace': 'secret',
        'istio.source_workload': 'vault',
        'peer.address': '10.9.9.9',
      },
    })
    expect(JSON.stringify(cut([between]).spans)).not.toMatch(/secret|vault|10\.9/)
  })
  it('is no span of which nobody says where it was made', () => {
    expect(cut([span('a', { tags: { node_id: '' } })])).toEqual({ spans: [], withheld: 1 })
  })
  it('comes to an end where spans are their own ancestors', () => {
    const circle = [
      span('a', { workload: 'x.secret', parentSpanId: 'b' }),
      span('b', { workload: 'x.secret', parentSpanId: 'a' }),
      span('c', { parentSpanId: 'a' }),
    ]
    expect(cut(circle).spans).toMatchObject([{ spanId: 'c', isBehindWithheld: true }])
  })
})

it('who may see all is told all, unchanged', () => {
  const spans = [span('a'), span('b', { parentSpanId: 'gone', workload: 'x.secret' })]
  expect(withholdSpans(spans, namespaceOf, () => true)).toEqual({ spans, withheld: 0 })
})
