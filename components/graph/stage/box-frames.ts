import type { PictureBox, PictureNode } from '#components/graph/picture/types.ts'
import { measureWords } from '#components/graph/stage/elements.ts'
import type { LayoutNode, Positions } from '#components/graph/stage/layout/types.ts'
import { boxPadding, boxTitleHeight, leastBoxWidth } from '#components/graph/stage/layout/types.ts'

export interface Frame {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** The frame of a node's mark and words around the centre of its mark. */
export function frameNode(node: LayoutNode, words: number, x: number, y: number): Frame {
  return {
    left: x - node.width / 2,
    right: x + node.width / 2,
    top: y - (node.height - words) / 2,
    bottom: y + (node.height + words) / 2,
  }
}

export function joinFrames(frames: Iterable<Frame>): Frame | undefined {
  let found: Frame | undefined
  for (const frame of frames)
    found = found
      ? {
          left: Math.min(found.left, frame.left),
          top: Math.min(found.top, frame.top),
          right: Math.max(found.right, frame.right),
          bottom: Math.max(found.bottom, frame.bottom),
        }
      : frame
  return found
}

/** Frames of boxes around what is in them. Inner boxes come before those around them. */
export function frameBoxes(
  boxes: readonly PictureBox[],
  nodes: readonly PictureNode[],
  measures: ReadonlyMap<string, LayoutNode>,
  positions: Positions,
): ReadonlyMap<string, Frame> {
  const inside = new Map<string, Frame[]>()
  const put = (box: string | undefined, frame: Frame) => {
    if (box === undefined) return
    const frames = inside.get(box)
    if (frames) frames.push(frame)
    else inside.set(box, [frame])
  }
  for (const node of nodes) {
    const measure = measures.get(node.id)
    const at = positions.get(node.id)
    if (measure && at) put(node.box, frameNode(measure, measureWords(node), at.x, at.y))
  }
  const found = new Map<string, Frame>()
  // A parent is always noted before its child, so the reverse order frames the child first.
  for (const box of boxes.toReversed()) {
    const joined = joinFrames(inside.get(box.id) ?? [])
    if (!joined) continue
    const side = Math.max(boxPadding, (leastBoxWidth(box.name) - (joined.right - joined.left)) / 2)
    const frame = {
      left: joined.left - side,
      right: joined.right + side,
      top: joined.top - boxPadding - boxTitleHeight,
      bottom: joined.bottom + boxPadding,
    }
    found.set(box.id, frame)
    put(box.parent, frame)
  }
  return found
}

/**
 * How far below a box's upper edge the foot of its name stands, in screen pixels. Names keep their size when the box
 * shrinks: then they move up on its edge, so that they never lie on the first row's marks and badges.
 */
export function placeTitle(zoom: number): number {
  return Math.max(4, Math.min(18, (boxPadding + boxTitleHeight) * zoom - 14))
}
