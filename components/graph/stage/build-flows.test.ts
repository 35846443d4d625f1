import { describe, expect, it } from 'vitest'
import { buildEdge, buildGraph, buildMesh, buildNode } from '#components/graph/graph.test-support.ts'
import { buildPicture } from '#components/graph/picture/build-picture.ts'
import { buildFlows, countDots, placeDots } from '#components/graph/stage/build-flows.ts'
import { animatedEdgesAtMost } from '#components/graph/stage/levels.ts'
import { findMiddle } from '#components/graph/stage/scene-places.ts'
import type { GraphEdge, TrafficGraph } from '#contract/traffic-graph.ts'

function flowsOf(graph: TrafficGraph, bent?: { x: number; y: number }) {
  const choice = { mode: 'never', open: new Set<string>(), boxes: new Set<never>(), edgeMode: 'all' } as const
  const { nodes, edges } = buildPicture(graph, choice)
  const positions = new Map(nodes.map(({ id }, at) => [id, { x: at * 100, y: 0 }]))
  return buildFlows(edges, positions, (edge) => bent ?? findMiddle(edge, positions))
}

const between = (facts: Partial<GraphEdge>) =>
  buildGraph([buildNode('a/a'), buildNode('b/b')], [buildEdge('a/a', 'b/b', facts)])

describe('traffic that moves', () => {
  it.each([
    [0, 1],
    [0.5, 1],
    [5, 2],
    [50, 3],
    [5_000, 5],
    [1e9, 5],
  ])('%d requests a second are %d dots at once', (rate, dots) => expect(countDots(rate)).toBe(dots))

  it.each([0, 0.004, 0.25, 1])('shows a share of %d failing as that share of the dots', (share) => {
    const [flow] = flowsOf(between({ requestsPerSecond: 5, errorPercent: share * 100 }))
    if (!flow) throw new Error('nothing moves')
    const passed = Array.from({ length: 500 }, (_, turn) => placeDots(flow, turn)).flat()
    expect(passed.filter(({ fails }) => fails)).toHaveLength(Math.floor(share * passed.length))
  })

  it('goes from caller to called, along the bend where there is one', () => {
    const [straight] = flowsOf(between({}))
    const [bent] = flowsOf(between({}), { x: 50, y: 30 })
    if (!straight || !bent) throw new Error('nothing moves')
    const yOf = (flow: typeof straight, turns: number) => placeDots({ ...flow, dots: 1 }, turns)[0]?.at
    expect(yOf(straight, 7.25)).toEqual({ x: 25, y: 0 })
    expect(yOf(bent, 0.5)).toEqual({ x: 50, y: 30 })
    expect(yOf(bent, 3)).toEqual({ x: 0, y: 0 })
  })

  it('is not drawn where nothing flows or an edge leads to itself', () => {
    expect(flowsOf(between({ idle: true }))).toEqual([])
    expect(flowsOf(buildGraph([buildNode('a/a')], [buildEdge('a/a', 'a/a')]))).toEqual([])
  })

  it('is bounded, and what fails is never left out for what is busy', () => {
    const mesh = buildMesh(20, 50)
    const edges = mesh.edges.map((edge, at) =>
      at % 100 === 99
        ? { ...edge, requestsPerSecond: 0.1, errorPercent: 100, health: 'failing' as const }
        : edge,
    )
    const flows = flowsOf({ ...mesh, edges })
    expect(flows).toHaveLength(animatedEdgesAtMost)
    expect(flows.filter(({ failing }) => failing === 1)).toHaveLength(Math.floor(edges.length / 100))
  })
})
