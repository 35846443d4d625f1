import { describe, expect, it } from 'vitest'
import { buildMesh } from '#components/graph/graph.test-support.ts'
import { buildPicture } from '#components/graph/picture/build-picture.ts'
import { measureScene } from '#components/graph/stage/elements.ts'
import { pack } from '#components/graph/stage/layout/pack.ts'
import { type LayoutTask, layoutNames, type Positions } from '#components/graph/stage/layout/types.ts'
import { computePositions } from '#components/graph/stage/layouts.ts'

function buildTask(name: LayoutTask['name'], namespaces: number, size: number, boxed: boolean): LayoutTask {
  const picture = buildPicture(buildMesh(namespaces, size), {
    mode: 'never',
    open: new Set(),
    boxes: new Set(boxed ? ['cluster', 'namespace'] : []),
    edgeMode: 'all',
  })
  return {
    name,
    nodes: [...measureScene(picture).values()],
    edges: picture.edges,
    boxes: picture.boxes,
    aspect: 1.6,
  }
}

function findOverlaps({ nodes }: LayoutTask, positions: Positions): string[] {
  const placed = nodes.map((node) => ({
    ...node,
    ...(positions.get(node.id) ?? { x: Number.NaN, y: Number.NaN }),
  }))
  return placed.flatMap((a, at) =>
    placed
      .slice(at + 1)
      .filter(
        (b) =>
          !(
            Math.abs(a.x - b.x) >= (a.width + b.width) / 2 - 1e-6 ||
            Math.abs(a.y - b.y) >= (a.height + b.height) / 2 - 1e-6
          ),
      )
      .map((b) => `${a.id} × ${b.id}`),
  )
}

const cases = layoutNames.flatMap((name) =>
  [
    [1, 1],
    [1, 12],
    [5, 23],
    [12, 40],
  ].flatMap(([namespaces = 1, size = 1]) =>
    [true, false].map((boxed) => ({ name, namespaces, size, boxed })),
  ),
)

describe.each(cases)('$name, $namespaces × $size, boxes $boxed', ({ name, namespaces, size, boxed }) => {
  const task = buildTask(name, namespaces, size, boxed)
  const positions = computePositions(task)

  it('gives every node a finite place of its own', () => {
    expect(positions.size).toBe(task.nodes.length)
    expect(findOverlaps(task, positions)).toEqual([])
  })

  it('gives the same places for the same task', () => {
    expect([...computePositions(task)]).toEqual([...positions])
  })
})

describe('the layered layout', () => {
  it('puts callers left of those they call within a box', () => {
    const task = buildTask('layered', 1, 7, true)
    const positions = computePositions(task)
    const x = (id: string) => positions.get(id)?.x ?? Number.NaN
    expect(x('team-0/service-0-v1')).toBeLessThan(x('team-0/service-1-v1'))
    expect(x('team-0/service-1-v1')).toBeLessThan(x('team-0/service-3-v1'))
  })

  it('survives a ring of calls and a chain of thousands', () => {
    const nodes = Array.from({ length: 5_000 }, (_, at) => ({ id: `n${at}`, width: 80, height: 60 }))
    const edges = nodes.map((node, at) => ({ source: node.id, target: `n${(at + 1) % nodes.length}` }))
    const positions = computePositions({ name: 'layered', nodes, edges, boxes: [], aspect: 1.6 })
    expect(positions.size).toBe(nodes.length)
    expect([...positions.values()].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true)
  })

  it('keeps the members of a box together, apart from every other box', () => {
    const task = buildTask('layered', 6, 20, true)
    const positions = computePositions(task)
    const frames = [...Map.groupBy(task.nodes, (node) => node.box)].map(([box, members]) => {
      const at = members.map((node) => ({ ...node, ...(positions.get(node.id) ?? { x: 0, y: 0 }) }))
      return {
        box,
        left: Math.min(...at.map((node) => node.x - node.width / 2)),
        right: Math.max(...at.map((node) => node.x + node.width / 2)),
        top: Math.min(...at.map((node) => node.y - node.height / 2)),
        bottom: Math.max(...at.map((node) => node.y + node.height / 2)),
      }
    })
    const meeting = frames.flatMap((a, at) =>
      frames
        .slice(at + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => `${a.box} × ${b.box}`),
    )
    expect(meeting).toEqual([])
  })
})

describe('packing', () => {
  const squares = Array.from({ length: 24 }, (_, at) => ({ id: `${at}`, width: 100, height: 100 }))

  it.each([0.5, 1, 2])('fills a window of aspect %d', (aspect) => {
    const { width, height } = pack(squares, aspect)
    expect(width / height).toBeGreaterThan(aspect / 2)
    expect(width / height).toBeLessThan(aspect * 2)
  })

  it('places nothing without items', () => {
    expect(pack([], 1)).toEqual({ centres: new Map(), width: 0, height: 0 })
  })
})
