import { describe, expect, test } from 'vitest'
import { parsePromql } from '#demo/prometheus/promql/parse.ts'
import {
  buildGraphQueries,
  type GraphQuestion,
  type LatencyChoice,
} from '#server/mesh/promql/graph-queries.ts'
import { buildHealthQueries } from '#server/mesh/promql/health-queries.ts'
import { longestNamespaceList, scopeToNamespaces } from '#server/mesh/promql/namespace-scope.ts'

const question: GraphQuestion = {
  namespaces: undefined,
  rangeSeconds: 60,
  reporters: { waypoint: true, ztunnel: true },
  idleEdges: false,
  operations: false,
}
const many = Array.from({ length: 10_000 }, (_, at) => `namespace-${at}`)

describe('the graph asks few questions, whatever is chosen', () => {
  const choices: readonly [name: string, change: Partial<GraphQuestion>][] = [
    ['all namespaces', {}],
    ['one', { namespaces: ['a'] }],
    ['several', { namespaces: ['a', 'b', 'c'] }],
    ['ten thousand', { namespaces: many }],
    ['everything at once', { namespaces: ['a'], idleEdges: true, operations: true }],
    ['no ambient', { reporters: { waypoint: false, ztunnel: false } }],
  ]
  test.each(choices)('%s: at most eight queries that PromQL reads', (_, change) => {
    const queries = buildGraphQueries({ ...question, ...change })
    expect(queries.size).toBeLessThanOrEqual(8)
    for (const query of queries.values()) expect(() => parsePromql(query)).not.toThrow()
  })

  test('ten thousand namespaces make no query longer than all of them do', () => {
    const all = [...buildGraphQueries(question).values()]
    expect([...buildGraphQueries({ ...question, namespaces: many }).values()]).toEqual(all)
  })

  test('without a choice no namespace is named', () => {
    for (const query of buildGraphQueries(question).values()) expect(query).not.toMatch(/namespace\w*[=!]/)
  })

  test('only what is asked for is asked', () => {
    const requests = (change: Partial<GraphQuestion>) =>
      buildGraphQueries({ ...question, ...change }).get('requests') ?? ''
    expect(requests({})).toMatch(/> 0$/)
    expect(requests({ idleEdges: true })).not.toContain('> 0')
    expect(requests({})).not.toContain('request_operation')
    expect(requests({ operations: true })).toContain('request_operation')
    expect(requests({ reporters: { waypoint: false, ztunnel: true } })).toContain('reporter!="waypoint"')
    const tcp = buildGraphQueries({ ...question, reporters: { waypoint: true, ztunnel: false } }).get('tcp')
    expect(tcp).toContain('app!="ztunnel"')
    const latencies = (latency: LatencyChoice) =>
      [...buildGraphQueries({ ...question, latency }).keys()].filter((fact) => fact.startsWith('latency'))
    expect(latencies('none')).toEqual([])
    expect(latencies('p99')).toEqual(['latencyP99', 'latencyAvg'])
    expect(latencies('all')).toHaveLength(4)
  })
})

describe('a scope of namespaces', () => {
  test('parts series so that none is in two parts', () => {
    const [from, to, meant] = scopeToNamespaces(['a', 'b'])
    expect(from).toEqual([{ label: 'source_workload_namespace', operator: '=~', value: 'a|b' }])
    for (const part of [to, meant])
      expect(part?.[0]).toEqual({ label: 'source_workload_namespace', operator: '!~', value: 'a|b' })
    expect(to?.[1]?.value).toBe('a|b')
    expect(meant?.[1]).toEqual({ label: 'destination_workload_namespace', operator: '=', value: 'unknown' })
    expect(meant?.[2]?.value).toBe('.+\\.(a|b)\\..+')
  })

  test('is all series when the list is long', () => {
    expect(scopeToNamespaces(many.slice(0, longestNamespaceList + 1))).toEqual([[]])
    expect(scopeToNamespaces(many.slice(0, longestNamespaceList))).toHaveLength(3)
  })
})

test('of what an end and a waypoint both report health takes the word of the end', () => {
  const queries = buildHealthQueries({ namespaces: ['a'], rangeSeconds: 60 })
  for (const [fact, own] of [
    ['received', 'destination'],
    ['sent', 'source'],
  ] as const) {
    const [first, second, ...rest] = (queries.get(fact) ?? '').split(' or ')
    expect([first, second]).toEqual([
      expect.stringContaining(`reporter="${own}"`),
      expect.stringContaining('reporter="waypoint"'),
    ])
    expect(rest).toEqual([])
  }
})

test('health asks six questions that PromQL reads', () => {
  for (const namespaces of [undefined, ['a'], ['a', 'b'], many]) {
    const queries = buildHealthQueries({ namespaces, rangeSeconds: 60 })
    expect(queries.size).toBe(6)
    for (const query of queries.values()) {
      expect(() => parsePromql(query)).not.toThrow()
      expect(query.length).toBeLessThan(1000)
    }
  }
})
