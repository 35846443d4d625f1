import type { PictureBox } from '#components/graph/picture/types.ts'
import { type Frame, placeTitle } from '#components/graph/stage/box-frames.ts'
import { type Brush, drawGlyph, drawText, toScreen, type Window } from '#components/graph/stage/draw-marks.ts'
import { closeGlyph } from '#components/graph/stage/glyphs.ts'
import type { Point } from '#components/graph/stage/layout/types.ts'
import type { OverlayState } from '#components/graph/stage/overlay.ts'

/** Across, of the sign that folds an opened namespace; presses around it count as on it. */
const signPx = 14
const signReach = 12

/** The foot of a box's name, in screen pixels, and the room it has; undefined when the box is out of sight. */
function placeBoxTitle(frame: Frame, window: Window): { at: Point; room: number } | undefined {
  const from = toScreen({ x: frame.left, y: frame.top }, window)
  const to = toScreen({ x: frame.right, y: frame.bottom }, window)
  if (to.x < 0 || to.y < 0 || from.x > window.width || from.y > window.height) return undefined
  const room = Math.min(to.x, window.width) - Math.max(from.x, 0) - 12
  if (room < 24) return undefined
  const y = Math.max(from.y + placeTitle(window.zoom), 18)
  return { at: { x: Math.max(from.x, 0) + 8, y: Math.min(y, to.y - 4) }, room }
}

/**
 * A box's name at its upper left; it stays in the window as long as a part of the box does. A namespace that was opened
 * has before it the sign that folds it again.
 */
export function drawBoxTitle(brush: Brush, box: PictureBox, frame: Frame, chosen: boolean): void {
  const { context, tokens, window } = brush
  const place = placeBoxTitle(frame, window)
  if (!place) return
  const colour = chosen ? tokens.accent : tokens.muted
  const indent = box.opened ? signPx + 4 : 0
  context.font = `600 12px ${tokens.font}`
  let name = box.name
  while (name.length > 3 && context.measureText(name).width > place.room - indent)
    name = `${name.slice(0, -2)}…`
  if (box.opened)
    drawGlyph(context, closeGlyph, findSign(place.at), signPx, { fill: tokens.surface, stroke: colour })
  const at = { x: place.at.x + indent, y: place.at.y }
  drawText(brush, name, at, { px: 12, colour, weight: 600, align: 'left' })
}

function findSign({ x, y }: Point): Point {
  return { x: x + signPx / 2, y: y - 4 }
}

/** Whether a point of the canvas, in screen pixels, lies on the sign that folds an opened namespace. */
export function isOnFoldSign(
  { scene, frames }: Pick<OverlayState, 'scene' | 'frames'>,
  window: Window,
  id: string,
  at: Point,
): boolean {
  const box = scene.picture.boxes.find((each) => each.id === id)
  const frame = frames.get(id)
  const place = box?.opened && frame ? placeBoxTitle(frame, window) : undefined
  if (!place) return false
  const sign = findSign(place.at)
  return Math.hypot(sign.x - at.x, sign.y - at.y) <= signReach
}
