import { describe, expect, test } from 'vitest'
import { chooseAround, formatAround, parseAround } from '#contract/graph-around.ts'
import { graphEdgeSchema, graphNodeSchema } from '#contract/traffic-graph.ts'
import { parsePromql } from '#demo/prometheus/promql/parse.ts'
import { imagineGraph, imagineSample } from '#server/mesh/graph/imagined-graph.test-support.ts'
import { parseEdgeId, parseNodeId } from '#server/mesh/graph/parse-id.ts'
import { buildGraphQueries } from '#server/mesh/promql/graph-queries.ts'
import { scopeToNode } from '#server/mesh/promql/node-scope.ts'

/** A workload whose every name is the text; a label may hold any UTF-8 (prometheus.io/docs, "Data model"). */
const call = (text: string) =>
  imagineSample({
    from: 'a/x',
    to: 'a/y',
    labels: {
      destination_workload: text,
      destination_canonical_service: text,
      destination_service_name: text,
      destination_service: `${text}.a.svc.cluster.local`,
      response_flags: text,
      destination_principal: text,
      request_operation: text,
    },
  })

const texts: readonly [name: string, text: string][] = [
  ['quotes and backslashes', `"'\`\\"`],
  ['a query that would end early', '"} or vector(1) #'],
  ['brackets and a regular expression', '.*+?()[]{}^$|'],
  ['markup', '<script>alert(1)</script>&amp;'],
  ['white space and control characters', '\t\r\n\u0000\u007f '],
  ['the signs that ids are written with', 'a|b>c>http'],
  ['paths and percent signs', '../%2e%2e/@?#'],
  ['writing from right to left, and emoji', 'שלום\u202e👩‍👩‍👧'],
  ['words of the object prototype', '__proto__'],
  ['253 characters', 'n'.repeat(253)],
]

describe('a name of any characters', () => {
  test.each(texts)('%s is told as it is', (_, text) => {
    const graph = imagineGraph({ samples: { requests: [call(text)] }, facts: { serviceNodes: true } })
    expect(graph.nodes.map((node) => graphNodeSchema.parse(node))).toEqual(graph.nodes)
    expect(graph.edges.map((edge) => graphEdgeSchema.parse(edge))).toEqual(graph.edges)
    expect(graph.nodes.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual(
      [`service ${text}`, `workload ${text}`, 'workload x'].sort(),
    )
    const ids = new Set(graph.nodes.map(({ id }) => id))
    expect(ids.size).toBe(3)
    for (const { source, target, responses } of graph.edges) {
      expect(ids.has(source) && ids.has(target)).toBe(true)
      expect(responses).toMatchObject([{ flags: text, host: `${text}.a.svc.cluster.local` }])
    }
  })

  test.each(texts)('%s can be asked around, and ends no query early', (_, text) => {
    const graph = imagineGraph({ samples: { requests: [call(text)] } })
    const node = graph.nodes.find(({ name }) => name === text)
    const around = node && chooseAround(node)
    expect(around && parseAround(formatAround(around))).toEqual(around)
    for (const kind of ['workload', 'app', 'service', 'operation'] as const) {
      const queries = buildGraphQueries({
        namespaces: undefined,
        scope: scopeToNode({ kind, namespace: 'a', name: text }),
        rangeSeconds: 60,
        reporters: { waypoint: true, ztunnel: true },
        idleEdges: false,
        operations: true,
      })
      for (const query of queries.values()) expect(() => parsePromql(query)).not.toThrow()
    }
  })

  test.each(['plain-v1', 'a>b', '__proto__', 'n'.repeat(253)])('%.20s is read back from ids', (text) => {
    const graph = imagineGraph({ samples: { requests: [call(text)] } })
    const id = graph.nodes.find(({ name }) => name === text)?.id ?? ''
    expect(parseNodeId(id)).toEqual({ kind: 'workload', namespace: 'a', name: text })
    expect(parseEdgeId(graph.edges[0]?.id ?? '')).toMatchObject({ target: { name: text }, protocol: 'http' })
  })
})

test('rates that are no finite number are left out and counted', () => {
  const rates = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2]
  const graph = imagineGraph({
    requests: rates.map((value, at) => ({ from: 'a/x', to: `a/y${at}`, value })),
    samples: { latencyP95: [{ ...imagineSample({ from: 'a/x', to: 'a/y3' }), value: Number.NaN }] },
  })
  expect(graph.lines).toEqual(['a/x > a/y3 2'])
  expect(graph.dropped).toBe(4)
})

test('ten thousand edges keep each its own rate', () => {
  const requests = Array.from({ length: 10_000 }, (_, at) => ({
    from: `a/x${at % 100}`,
    to: `b/y${Math.floor(at / 100)}`,
    value: at + 1,
  }))
  const { edges, nodes } = imagineGraph({ requests })
  expect(nodes).toHaveLength(200)
  expect(new Set(edges.map(({ ratePerSecond }) => ratePerSecond)).size).toBe(10_000)
})
