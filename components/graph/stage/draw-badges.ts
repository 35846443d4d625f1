import type { PictureNode } from '#components/graph/picture/types.ts'
import { placeBadges } from '#components/graph/stage/badge-row.ts'
import { type Brush, drawGlyph } from '#components/graph/stage/draw-marks.ts'
import { badgeGlyphs } from '#components/graph/stage/glyphs.ts'
import type { Point } from '#components/graph/stage/layout/types.ts'

/** A node's badges on one ground, in a row on the upper edge of its mark. */
export function drawBadges(brush: Brush, node: PictureNode, centre: Point): void {
  const { context, tokens, window } = brush
  const row = placeBadges(node, window.zoom)
  if (!row) return
  const { room, size, first } = row
  context.beginPath()
  context.roundRect(centre.x + room.left, centre.y + room.top, room.right - room.left, size, size / 2)
  context.fillStyle = tokens.surface
  context.fill()
  context.lineWidth = 1
  context.strokeStyle = tokens.borderStrong
  context.stroke()
  const placeOf = (index: number) => ({ x: centre.x + first.x + index * size, y: centre.y + first.y })
  row.shown.forEach((badge, index) => {
    const stroke = badge === 'alert' ? tokens.health.failing : tokens.text
    drawGlyph(context, badgeGlyphs[badge], placeOf(index), size - 4, { stroke })
  })
  if (row.more === 0) return
  const at = placeOf(row.shown.length)
  context.font = `600 9px ${tokens.font}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillStyle = tokens.text
  context.fillText(`+${row.more}`, at.x, at.y + 0.5)
}
