import { describe, expect, it } from 'vitest'
import { buildEdge, buildGraph, buildMesh, buildNode } from '#components/graph/graph.test-support.ts'
import { buildCaptions } from '#components/graph/picture/build-captions.ts'
import { buildPicture } from '#components/graph/picture/build-picture.ts'
import { measureScene, sizeOf } from '#components/graph/stage/elements.ts'
import { computePositions } from '#components/graph/stage/layouts.ts'
import { type LabelTask, planLabels } from '#components/graph/stage/plan-labels.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

const words = {
  state: (status: string) => status,
  stateInside: (status: string, count: number) => `${count} ${status}`,
  errors: (percent: string) => `${percent} errors`,
  inside: (count: number) => `${count} nodes`,
  more: (count: number) => `${count} more`,
  unknown: 'Unknown',
}

function buildTask(graph: TrafficGraph, zoom: number, first: readonly string[] = []): LabelTask {
  const picture = buildPicture(graph, { mode: 'never', open: new Set(), boxes: new Set(), edgeMode: 'all' })
  const positions = computePositions({
    name: 'layered',
    nodes: [...measureScene(picture).values()],
    edges: picture.edges,
    boxes: [],
    aspect: 1.5,
  })
  return {
    ...picture,
    captions: buildCaptions(picture, { labels: 'rate', security: true }, words),
    positions,
    zoom,
    measure: (text, px) => text.length * px * 0.55,
    middleOf: ({ source, target }) => {
      const [a, b] = [positions.get(source), positions.get(target)]
      return a && b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : undefined
    },
    titles: [],
    first: new Set(first),
  }
}

describe('names on the canvas', () => {
  it('are all there at the size of the layout', () => {
    const task = buildTask(buildMesh(2, 12), 1)
    expect(planLabels(task).nodes).toHaveLength(task.nodes.length)
  })

  it('stand above a mark where a title has taken the room below', () => {
    const task = buildTask(buildMesh(1, 1), 1)
    const [node] = task.nodes
    const at = task.positions.get(node?.id ?? '') ?? { x: 0, y: 0 }
    const frame = { left: at.x - 100, right: at.x + 100, top: at.y + 10, bottom: at.y + 60 }
    const titles = [{ name: 'a namespace of some length', frame }]
    const sideOf = (plan: LabelTask) => planLabels(plan).nodes.find((label) => label.node === node)?.side
    expect(sideOf(task)).toBe('below')
    expect(sideOf({ ...task, titles })).toBe('above')
  })

  it('of an edge give way to the border of a box on their way', () => {
    const task = buildTask(buildGraph([buildNode('a/x'), buildNode('b/y')], [buildEdge('a/x', 'b/y')]), 1)
    const [edge] = task.edges
    const middle = edge && task.middleOf(edge)
    if (!middle) throw new Error('the edge has a middle')
    const frame = { left: middle.x, right: middle.x + 400, top: middle.y - 200, bottom: middle.y + 200 }
    const spotOf = (plan: LabelTask) => planLabels(plan).edges[0]?.middle.x
    expect(spotOf(task)).toBe(middle.x)
    // Nearest of the places that the border does not run through.
    expect(spotOf({ ...task, measure: () => 4, titles: [{ name: '', frame }] })).not.toBe(middle.x)
  })

  it.each([1, 0.5, 0.2, 0.05])('never cover each other at zoom %d', (zoom) => {
    const task = buildTask(buildMesh(10, 30), zoom)
    const rects = planLabels(task).nodes.map(({ node, name, side }) => {
      const at = task.positions.get(node.id) ?? { x: 0, y: 0 }
      const half = task.measure(name, 12) / 2
      const mark = Math.max(3, (sizeOf(node) * zoom) / 2)
      const top = at.y * zoom + (side === 'below' ? mark : -mark - 9 - 16)
      return { left: at.x * zoom - half, right: at.x * zoom + half, top: top + 2, bottom: top + 15 }
    })
    const covering = rects.filter((a, at) =>
      rects
        .slice(at + 1)
        .some((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
    )
    expect(covering).toEqual([])
  })

  it('go to what fails before what is well, when there is room for few', () => {
    const mesh = buildMesh(10, 30)
    const sick = mesh.nodes.map((node) =>
      node.id === 'team-4/service-7-v1'
        ? { ...node, health: { status: 'failing' as const, reasons: [] } }
        : node,
    )
    const named = planLabels(buildTask({ ...mesh, nodes: sick }, 0.1)).nodes.map(({ node }) => node.id)
    expect(named[0]).toBe('team-4/service-7-v1')
    expect(named.length).toBeLessThan(mesh.nodes.length)
  })

  it('are always there for what is chosen', () => {
    const named = planLabels(buildTask(buildMesh(10, 30), 0.02, ['team-9/service-29-v1'])).nodes
    expect(named.map(({ node }) => node.id)).toContain('team-9/service-29-v1')
  })
})

describe('words on edges', () => {
  const graph = buildGraph(
    [buildNode('a/x'), buildNode('a/y'), buildNode('a/z')],
    [
      buildEdge('a/x', 'a/y', { requestsPerSecond: 12, mtlsPercent: 100 }),
      buildEdge('a/x', 'a/z', { requestsPerSecond: 2, errorPercent: 50, health: 'failing', mtlsPercent: 0 }),
    ],
  )

  it('tell rate, errors and the lock, in little room the errors alone', () => {
    expect(planLabels(buildTask(graph, 1)).edges.map(({ text, lock }) => [text, lock])).toEqual([
      ['50% errors', 'none'],
      ['12 rps', 'full'],
    ])
  })

  it('go, but for those in trouble, when edges are short', () => {
    expect(planLabels(buildTask(graph, 0.4)).edges.map(({ edge }) => edge.status)).not.toContain('healthy')
  })
})
