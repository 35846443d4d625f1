import { describe, expect, it } from 'vitest'
import { buildGraph, buildNode } from '#components/graph/graph.test-support.ts'
import { buildPicture } from '#components/graph/picture/build-picture.ts'
import type { PictureNode } from '#components/graph/picture/types.ts'
import { placeBadges } from '#components/graph/stage/badge-row.ts'
import { measureNode, nodeSize } from '#components/graph/stage/elements.ts'
import { badgesFromPx, everyBadgeFromPx } from '#components/graph/stage/levels.ts'
import type { GraphNode } from '#contract/traffic-graph.ts'

const flags: GraphNode['flags'] = [
  ...(['root', 'outOfMesh', 'workloadEntry', 'virtualService', 'circuitBreaker', 'faultInjection'] as const),
  ...(['mirroring', 'requestRouting', 'requestTimeout', 'trafficShifting', 'tcpTrafficShifting'] as const),
]

function buildMarked(count: number, facts: Partial<GraphNode> = {}): PictureNode {
  const graph = buildGraph([buildNode('shop/cart', { flags: flags.slice(0, count), ...facts })])
  const choice = { mode: 'never', open: new Set<string>(), boxes: new Set<never>(), edgeMode: 'all' } as const
  const [node] = buildPicture(graph, choice).nodes
  if (!node) throw new Error('the picture has no node')
  return node
}

describe('badges', () => {
  it('are all in the row near by, however many', () => {
    for (let count = 1; count <= flags.length; count++) {
      expect(placeBadges(buildMarked(count), 1)).toMatchObject({ shown: flags.slice(0, count), more: 0 })
    }
  })

  it('are counted at a distance: the first, and how many more', () => {
    const zoom = (everyBadgeFromPx - 1) / nodeSize
    expect(placeBadges(buildMarked(6), zoom)).toMatchObject({ shown: ['root'], more: 5 })
    // A count takes the room of a badge: two are told by themselves.
    expect(placeBadges(buildMarked(2), zoom)).toMatchObject({ more: 0 })
  })

  it('are left out where the mark is too small to tell whose they are', () => {
    expect(placeBadges(buildMarked(3), (badgesFromPx - 1) / nodeSize)).toBeUndefined()
  })

  it('end before the glyph of a state', () => {
    const failing = buildMarked(3, { health: { status: 'failing', reasons: [] } })
    expect(placeBadges(failing, 1)?.room.right).toBeLessThan(nodeSize / 2)
  })

  it('fit the room that a layout keeps for the node', () => {
    for (const count of [4, 8, flags.length]) {
      const node = buildMarked(count)
      const { left = 0, right = 0 } = placeBadges(node, 1)?.room ?? {}
      expect(right - left).toBeLessThanOrEqual(measureNode(node).width)
    }
  })
})
