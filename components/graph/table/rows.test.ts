import { describe, expect, it } from 'vitest'
import { listMatches } from '#components/graph/find/language.ts'
import { buildEdge, buildGraph, buildNode } from '#components/graph/graph.test-support.ts'
import {
  buildEdgeRows,
  buildNodeRows,
  type EdgeColumn,
  edgeColumns,
  formatSort,
  nodeColumns,
  parseSort,
} from '#components/graph/table/rows.ts'

const graph = buildGraph(
  [
    buildNode('b/idle', { health: { status: 'idle', reasons: [] } }),
    buildNode('a/well', { in: { httpPerSecond: 5, httpErrorPercent: 0 } }),
    buildNode('a/sick', {
      health: { status: 'failing', reasons: [] },
      in: { httpPerSecond: 1, httpErrorPercent: 40, grpcPerSecond: 1, grpcErrorPercent: 0 },
    }),
  ],
  [
    buildEdge('a/well', 'a/sick', { requestsPerSecond: 2, latencyMsP95: 9 }),
    buildEdge('b/idle', 'a/well', { protocol: 'tcp', bytesPerSecond: 9_000, mtlsPercent: 100 }),
    buildEdge('a/sick', 'a/well', { requestsPerSecond: 7, errorPercent: 3, health: 'degraded' }),
  ],
)

describe('rows of nodes', () => {
  const sorted = (text: string) => buildNodeRows(graph, parseSort(text, nodeColumns)).map((row) => row.id)

  it.each([
    ['', ['a/sick', 'b/idle', 'a/well']],
    ['name', ['b/idle', 'a/sick', 'a/well']],
    ['-in', ['a/well', 'a/sick', 'b/idle']],
    ['-errors', ['a/sick', 'a/well', 'b/idle']],
    ['namespace', ['a/sick', 'a/well', 'b/idle']],
    ['nonsense', ['a/sick', 'b/idle', 'a/well']],
  ])('sorted by "%s"', (text, ids) => expect(sorted(text)).toEqual(ids))

  it('weigh errors over both request protocols', () => {
    expect(buildNodeRows(graph, parseSort('', nodeColumns))[0]?.errorPercent).toBe(20)
  })
})

describe('rows of edges', () => {
  const sorted = (text: string) =>
    buildEdgeRows(graph, parseSort<EdgeColumn>(text, edgeColumns)).map((row) => `${row.edge.source}`)

  it.each([
    ['', ['a/sick', 'a/well', 'b/idle']],
    ['-rate', ['a/sick', 'a/well', 'b/idle']],
    ['-mtls', ['b/idle', 'a/sick', 'a/well']],
    ['-latency', ['a/well', 'a/sick', 'b/idle']],
    ['target', ['a/well', 'a/sick', 'b/idle']],
  ])('sorted by "%s"', (text, sources) => expect(sorted(text)).toEqual(sources))
})

it('a sort goes to the URL and back', () => {
  for (const text of ['', 'name', '-in']) expect(formatSort(parseSort(text, nodeColumns))).toBe(text)
})

describe('finding', () => {
  it.each([
    ['', []],
    ['sick', ['a/sick']],
    ['A WELL', ['a/well']],
    ['failing', ['a/sick']],
    ['b idle', ['b/idle']],
    ['nothing-like-it', []],
    ['.*', []],
  ])('"%s"', (text, ids) => expect(listMatches(graph, text).map(({ id }) => id)).toEqual(ids))
})
