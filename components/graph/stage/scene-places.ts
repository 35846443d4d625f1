import type { Picture, PictureEdge } from '#components/graph/picture/types.ts'
import { type Frame, frameNode } from '#components/graph/stage/box-frames.ts'
import type { Scene } from '#components/graph/stage/captions.ts'
import { measureScene, measureWords } from '#components/graph/stage/elements.ts'
import type { LayoutNode, Point, Positions } from '#components/graph/stage/layout/types.ts'
import { placeBesideNeighbours } from '#components/graph/stage/place.ts'

/** Layouts place a node's whole room; its mark stands in the upper part of that. */
export function toMarkCentres(centres: Positions, { picture }: Scene): Map<string, Point> {
  return new Map(
    picture.nodes.flatMap((node) => {
      const at = centres.get(node.id)
      return at ? [[node.id, { x: at.x, y: at.y - measureWords(node) / 2 }] as const] : []
    }),
  )
}

/** Places for all nodes of a scene: the known ones, and for new nodes free spots beside their neighbours. */
export function completePlaces({ picture }: Scene, known: Positions): Positions {
  if (picture.nodes.every((node) => known.has(node.id))) return known
  return placeBesideNeighbours([...measureScene(picture).values()], picture.edges, known)
}

/** The frames of all placed nodes with their words. */
export function frameNodes(
  { picture }: Scene,
  measures: ReadonlyMap<string, LayoutNode>,
  positions: Positions,
): Frame[] {
  return picture.nodes.flatMap((node) => {
    const at = positions.get(node.id)
    const measure = measures.get(node.id)
    return at && measure ? [frameNode(measure, measureWords(node), at.x, at.y)] : []
  })
}

/** Half way between the ends of an edge. */
export function findMiddle(edge: PictureEdge, positions: Positions): Point | undefined {
  const from = positions.get(edge.source)
  const to = positions.get(edge.target)
  return from && to ? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } : undefined
}

/** The places of these ids, of those that have one. */
export function pickPlaces(ids: readonly string[], positions: Positions): [string, Point][] {
  return ids.flatMap((id): [string, Point][] => {
    const at = positions.get(id)
    return at ? [[id, at]] : []
  })
}

/** Places that stay: of what is there, and of what was there before. */
export function keepPlaces(
  nodes: readonly { readonly id: string }[],
  positions: Positions,
  remembered: Positions,
): Map<string, Point> {
  const ids = nodes.map((node) => node.id)
  return new Map([...pickPlaces(ids, remembered), ...pickPlaces(ids, positions)])
}

/** Ids of the nodes in a box, however deep; none when it is no box of the picture. */
export function listInside({ boxes, nodes }: Picture, boxId: string): string[] {
  const inside = new Set(boxes.some(({ id }) => id === boxId) ? [boxId] : [])
  // A parent is always noted before its child.
  for (const { id, parent } of boxes) if (parent !== undefined && inside.has(parent)) inside.add(id)
  return nodes.filter(({ box }) => box !== undefined && inside.has(box)).map(({ id }) => id)
}
