import { listNeighbours } from '#components/graph/stage/layout/rank.ts'
import type { LayoutGroup, LayoutNode, Plan, Point } from '#components/graph/stage/layout/types.ts'

const gap = 16

function measureCell(nodes: readonly LayoutNode[]): { width: number; height: number } {
  return {
    width: Math.max(...nodes.map((node) => node.width)) + gap,
    height: Math.max(...nodes.map((node) => node.height)) + gap,
  }
}

/** Rows of equal cells in the order given. The cheapest of all: it stands in when another is late. */
export const layOutGrid: LayoutGroup = (nodes, _edges, aspect) => {
  const cell = measureCell(nodes)
  const columns = Math.max(1, Math.round(Math.sqrt((nodes.length * aspect * cell.height) / cell.width)))
  const centres = new Map(
    nodes.map((node, index) => [
      node.id,
      {
        x: ((index % columns) + 0.5) * cell.width,
        y: (Math.floor(index / columns) + 0.5) * cell.height,
      },
    ]),
  )
  const rows = Math.ceil(nodes.length / columns)
  return { centres, width: Math.min(columns, nodes.length) * cell.width, height: rows * cell.height }
}

/** Rings around what has most ties. */
export const layOutConcentric: LayoutGroup = (nodes, edges) => {
  const { before, after } = listNeighbours(nodes, edges)
  const degree = (node: LayoutNode) => (before.get(node.id) ?? []).length + (after.get(node.id) ?? []).length
  const sorted = nodes.toSorted((a, b) => degree(b) - degree(a))
  const cell = measureCell(nodes)
  // A ring is an ellipse as flat as a cell, so that names, which are wide, set the distance along and not across.
  const centres = new Map<string, Point>()
  let ring = 0
  let index = 0
  while (index < sorted.length) {
    const seats = ring === 0 ? 1 : Math.floor(2 * Math.PI * ring)
    const members = sorted.slice(index, index + seats)
    members.forEach((node, seat) => {
      const angle = (2 * Math.PI * seat) / members.length - Math.PI / 2 + ring * 0.4
      // Twice the cell across the ring and along it: an ellipse's seats come closest at its ends.
      centres.set(node.id, {
        x: ring * Math.cos(angle) * cell.width * 1.45,
        y: ring * Math.sin(angle) * cell.height * 1.45,
      })
    })
    index += seats
    ring += 1
  }
  return frame(nodes, centres)
}

/** Moves centres so that the group's top left corner is at zero, and tells its size. */
export function frame(nodes: readonly LayoutNode[], centres: ReadonlyMap<string, Point>): Plan {
  let left = Number.POSITIVE_INFINITY
  let top = Number.POSITIVE_INFINITY
  let right = Number.NEGATIVE_INFINITY
  let bottom = Number.NEGATIVE_INFINITY
  for (const node of nodes) {
    const { x, y } = centres.get(node.id) ?? { x: 0, y: 0 }
    left = Math.min(left, x - node.width / 2)
    right = Math.max(right, x + node.width / 2)
    top = Math.min(top, y - node.height / 2)
    bottom = Math.max(bottom, y + node.height / 2)
  }
  return {
    centres: new Map([...centres].map(([id, { x, y }]) => [id, { x: x - left, y: y - top }])),
    width: right - left,
    height: bottom - top,
  }
}
