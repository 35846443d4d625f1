import { describe, expect, it } from 'vitest'
import { buildEdge, buildGraph, buildMesh, buildNode } from '#components/graph/graph.test-support.ts'
import { buildPicture } from '#components/graph/picture/build-picture.ts'
import { diffElements } from '#components/graph/stage/diff.ts'
import { buildElements } from '#components/graph/stage/elements.ts'
import { placeBesideNeighbours } from '#components/graph/stage/place.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

const choice = {
  mode: 'never',
  open: new Set<string>(),
  boxes: new Set(['namespace'] as const),
  edgeMode: 'all',
} as const
const build = (graph: TrafficGraph) => buildElements(buildPicture(graph, choice))

const before = buildGraph(
  [buildNode('a/x'), buildNode('a/y')],
  [buildEdge('a/x', 'a/y', { requestsPerSecond: 5 })],
)

describe('a refresh', () => {
  it('changes nothing when only numbers moved a little', () => {
    const after = { ...before, edges: [buildEdge('a/x', 'a/y', { requestsPerSecond: 6.5 })] }
    expect(diffElements(build(before), build(after))).toEqual({ added: [], removed: [], changed: [] })
  })

  it('touches only the element whose state changed', () => {
    const after = { ...before, edges: [buildEdge('a/x', 'a/y', { requestsPerSecond: 5, health: 'failing' })] }
    const { added, removed, changed } = diffElements(build(before), build(after))
    expect([added, removed]).toEqual([[], []])
    expect(changed.map(({ data, classes }) => [data.id, classes.includes('failing')])).toEqual([
      ['a/x>a/y>http', true],
    ])
  })

  it('adds what is new and removes what is gone, boxes too', () => {
    const after = buildGraph([buildNode('a/x'), buildNode('b/z')], [])
    const { added, removed } = diffElements(build(before), build(after))
    expect(added.map(({ data }) => data.id).sort()).toEqual(['b/z', 'box|namespace|east|b'])
    expect([...removed].sort()).toEqual(['a/x>a/y>http', 'a/y'])
  })

  it('takes an edge whose ends changed for another one', () => {
    const turned = build({ ...before, edges: [{ ...buildEdge('a/y', 'a/x'), id: 'a/x>a/y>http' }] })
    const { added, removed } = diffElements(build(before), turned)
    expect([added.length, removed]).toEqual([1, ['a/x>a/y>http']])
  })

  it('finds no difference in two thousand nodes that stayed', () => {
    const mesh = buildMesh(50, 40)
    expect(diffElements(build(mesh), build(structuredClone(mesh)))).toEqual({
      added: [],
      removed: [],
      changed: [],
    })
  })
})

describe('a node that comes with a refresh', () => {
  const sizes = ['a', 'b', 'c', 'd'].map((id) => ({ id, width: 80, height: 60 }))
  const known = new Map([
    ['a', { x: 0, y: 0 }],
    ['b', { x: 100, y: 0 }],
    ['c', { x: 1_000, y: 1_000 }],
  ])

  it('moves none of those that stand', () => {
    const places = placeBesideNeighbours(sizes, [{ source: 'a', target: 'd' }], known)
    for (const [id, at] of known) expect(places.get(id)).toEqual(at)
  })

  it('stands near what it talks to, on free ground', () => {
    const at = placeBesideNeighbours(sizes, [{ source: 'a', target: 'd' }], known).get('d') ?? {
      x: 1e9,
      y: 1e9,
    }
    expect(Math.hypot(at.x, at.y)).toBeLessThan(300)
    for (const other of known.values())
      expect(Math.abs(other.x - at.x) >= 80 || Math.abs(other.y - at.y) >= 60).toBe(true)
  })

  it('stands with its box when it talks to nobody', () => {
    const boxed = sizes.map((node) => ({
      ...node,
      ...(node.id === 'c' || node.id === 'd' ? { box: 'far' } : {}),
    }))
    const at = placeBesideNeighbours(boxed, [], known).get('d') ?? { x: 0, y: 0 }
    expect(Math.hypot(at.x - 1_000, at.y - 1_000)).toBeLessThan(300)
  })
})
