import { expect, test } from 'vitest'
import type { TrafficGraph } from '#contract/traffic-graph.ts'
import { growEdges } from '#tools/bench/grow-edges.ts'

const node = (id: string) => ({
  ...{ id, kind: 'workload', cluster: 'c', namespace: 'n', name: id, flags: [], in: {}, out: {} },
  health: { status: 'healthy', reasons: [] },
})
const nodes = Array.from({ length: 200 }, (_, at) => node(`n${at}`))
const edge = {
  id: 'first',
  source: 'n0',
  target: 'n1',
  protocol: 'http',
  responses: [],
  health: 'healthy',
  idle: false,
}
const graph = {
  asOf: '',
  rangeSeconds: 60,
  view: 'workload',
  nodes,
  edges: [edge],
  notices: [],
} as TrafficGraph // Literals widen.

test('a graph grows to the edges that are asked for, each between two nodes of its own, no two alike', () => {
  const { edges } = growEdges(graph, 500)
  const ids = new Set(nodes.map(({ id }) => id))
  expect(edges).toHaveLength(500)
  expect(new Set(edges.map(({ source, target }) => `${source}>${target}`)).size).toBe(500)
  expect(edges.every(({ source, target }) => source !== target && ids.has(source) && ids.has(target))).toBe(
    true,
  )
  expect(edges[0]).toBe(graph.edges[0])
})

test('it grows alike each time, and never shrinks', () => {
  expect(growEdges(graph, 300)).toEqual(growEdges(graph, 300))
  expect(growEdges(graph, 0).edges).toEqual(graph.edges)
})
