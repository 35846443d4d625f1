import { describe, expect, it } from 'vitest'
import { buildEdge, buildGraph, buildMesh, buildNode } from '#components/graph/graph.test-support.ts'
import { type Walk, walkNeighbours } from '#components/graph/keyboard/walk-neighbours.ts'
import { buildPicture } from '#components/graph/picture/build-picture.ts'

const draw = (graph: ReturnType<typeof buildGraph>) =>
  buildPicture(graph, { mode: 'never', open: new Set(), boxes: new Set(), edgeMode: 'all' })

const picture = draw(
  buildGraph(
    [
      buildNode('a/front', { out: { httpPerSecond: 9 } }),
      buildNode('a/busy', { in: { httpPerSecond: 8 } }),
      buildNode('a/sick', { health: { status: 'failing', reasons: [] }, in: { httpPerSecond: 1 } }),
      buildNode('a/calm', { in: { httpPerSecond: 2 } }),
      buildNode('b/other'),
      buildNode('b/alone'),
    ],
    [
      buildEdge('a/front', 'a/busy'),
      buildEdge('a/front', 'a/sick'),
      buildEdge('a/front', 'a/calm'),
      buildEdge('b/other', 'a/calm'),
      buildEdge('a/calm', 'a/calm'),
    ],
  ),
)

describe('a walk by arrows', () => {
  it.each<[string, Walk | undefined, string, string | undefined]>([
    ['begins at the worst', undefined, 'ArrowRight', 'a/sick'],
    ['begins at the worst by Home', undefined, 'Home', 'a/sick'],
    ['goes right to the worst that is called', { at: 'a/front', from: undefined }, 'ArrowRight', 'a/sick'],
    ['goes down to the next that is called alike', { at: 'a/sick', from: 'a/front' }, 'ArrowDown', 'a/busy'],
    ['goes on down by traffic', { at: 'a/busy', from: 'a/front' }, 'ArrowDown', 'a/calm'],
    ['goes back up', { at: 'a/busy', from: 'a/front' }, 'ArrowUp', 'a/sick'],
    ['stops at the end of its row', { at: 'a/calm', from: 'a/front' }, 'ArrowDown', undefined],
    ['goes left to a caller', { at: 'a/sick', from: undefined }, 'ArrowLeft', 'a/front'],
    ['goes down among the callers it came by', { at: 'a/front', from: 'a/calm' }, 'ArrowDown', 'b/other'],
    ['knows its row though it was not walked to', { at: 'a/sick', from: undefined }, 'ArrowDown', 'a/busy'],
    ['passes the roots, whom nobody calls', { at: 'a/front', from: undefined }, 'ArrowDown', 'b/alone'],
    ['calls no loop a way', { at: 'a/calm', from: undefined }, 'ArrowRight', undefined],
    ['begins anew where what it stood on is gone', { at: 'a/gone', from: 'a/x' }, 'ArrowLeft', 'a/sick'],
    ['leaves other keys alone', { at: 'a/front', from: undefined }, 'x', undefined],
  ])('%s', (_, walk, key, to) => expect(walkNeighbours(picture, walk, key)?.at).toBe(to))

  it('leads nowhere in an empty graph', () =>
    expect(walkNeighbours(draw(buildGraph([])), undefined, 'ArrowRight')).toBeUndefined())

  it('reaches every node of a tree from its root', () => {
    const tree = draw(buildMesh(1, 15))
    const seen = new Set<string>()
    const visit = (walk: Walk) => {
      for (
        let at: Walk | undefined = walk;
        at && !seen.has(at.at);
        at = walkNeighbours(tree, at, 'ArrowDown')
      ) {
        seen.add(at.at)
        const down = walkNeighbours(tree, at, 'ArrowRight')
        if (down) visit(down)
      }
    }
    visit({ at: 'istio-ingress/ingress', from: undefined })
    expect(seen.size).toBe(tree.nodes.length)
  })
})
