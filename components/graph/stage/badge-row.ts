import type { BadgeId, PictureNode } from '#components/graph/picture/types.ts'
import type { Rect } from '#components/graph/stage/declutter.ts'
import { sizeOf } from '#components/graph/stage/elements.ts'
import type { Point } from '#components/graph/stage/layout/types.ts'
import { badgesFromPx, everyBadgeFromPx } from '#components/graph/stage/levels.ts'

/** Of badges drawn at a distance one, and how many more there are. */
const badgesAtDistance = 1
/** How far the row reaches into the mark, so that it is seen whose it is. */
const overlapPx = 5

export interface BadgeRow {
  readonly shown: readonly BadgeId[]
  /** How many more there are, told as `+n`. */
  readonly more: number
  /** Across, in screen pixels; so far are their centres from each other. */
  readonly size: number
  /** Centre of the first, and the room of all, from the centre of the mark in screen pixels. */
  readonly first: Point
  readonly room: Rect
}

/**
 * Where a node's badges stand: in a row on the upper edge of its mark, all of them, and at a distance the first with the
 * number of the others. What is in trouble has its state's glyph at the upper right: there the row ends before it.
 * Undefined when there is none, or the mark is too small.
 */
export function placeBadges(node: PictureNode, zoom: number): BadgeRow | undefined {
  const { badges } = node
  const mark = sizeOf(node) * zoom
  if (mark < badgesFromPx || badges.length === 0) return undefined
  const all = mark >= everyBadgeFromPx || badges.length <= badgesAtDistance + 1
  const shown = all ? badges : badges.slice(0, badgesAtDistance)
  const more = badges.length - shown.length
  const size = Math.min(17, Math.max(13, 15 * zoom))
  const count = shown.length + (more > 0 ? 1 : 0)
  const width = count * size
  const half = mark / 2
  const right = hasStateGlyph(node) ? Math.min(width / 2, half * 0.78 - 8) : width / 2
  const bottom = -half + overlapPx
  return {
    shown,
    more,
    size,
    first: { x: right - width + size / 2, y: bottom - size / 2 },
    room: { left: right - width, right, top: bottom - size, bottom },
  }
}

function hasStateGlyph({ status }: PictureNode): boolean {
  return status !== 'healthy' && status !== 'idle'
}
