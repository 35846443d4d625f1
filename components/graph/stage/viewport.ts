import { type Frame, joinFrames } from '#components/graph/stage/box-frames.ts'
import type { Point } from '#components/graph/stage/layout/types.ts'

export const leastZoom = 0.02
export const mostZoom = 3
/** Fitting a small graph does not blow it up. */
const fitZoomAtMost = 1.15
const margin = 24
/** The canvas's own buttons stand in its lower left corner: when all is fitted, nothing may lie under them. */
const corner = { width: 56, height: 160 } as const
const leftMargin = 72
/** Without buttons both sides are alike; names of small nodes are wider than the nodes, and stand out of them by this. */
const marginOfNames = 44

export interface Viewport {
  readonly zoom: number
  readonly pan: Point
}

/**
 * The viewport that shows all frames as large as they fit in a window. What leaves the corner of the buttons free may use
 * the window's whole width, in the middle or moved to its upper right; otherwise the picture stands beside them. Where the
 * canvas has no buttons the picture is in the middle.
 */
export function fitFrames(
  frames: Iterable<Frame>,
  width: number,
  height: number,
  hasButtons = true,
): Viewport | undefined {
  const all = [...frames]
  const whole = joinFrames(all)
  if (!whole || width <= 0 || height <= 0) return undefined
  const zoomBeside = (left: number): number =>
    Math.max(
      leastZoom,
      Math.min(
        fitZoomAtMost,
        (width - left - margin) / (whole.right - whole.left),
        (height - 2 * margin) / (whole.bottom - whole.top),
      ),
    )
  const place = (zoom: number, x: number, y: number): Viewport => ({
    zoom,
    pan: { x: x - (zoom * (whole.left + whole.right)) / 2, y: y - (zoom * (whole.top + whole.bottom)) / 2 },
  })
  if (!hasButtons) return place(zoomBeside(2 * marginOfNames - margin), width / 2, height / 2)
  const wide = zoomBeside(margin)
  const halfWidth = (wide * (whole.right - whole.left)) / 2
  const halfHeight = (wide * (whole.bottom - whole.top)) / 2
  const candidates = [
    place(wide, width / 2, height / 2),
    place(wide, width / 2, Math.min(height / 2, margin + halfHeight)),
    place(wide, Math.max(width / 2, width - margin - halfWidth), Math.min(height / 2, margin + halfHeight)),
  ]
  return (
    candidates.find((viewport) => all.every((frame) => !isUnderButtons(frame, viewport, height))) ??
    place(zoomBeside(leftMargin), (width + leftMargin - margin) / 2, height / 2)
  )
}

function isUnderButtons({ left, bottom }: Frame, { zoom, pan }: Viewport, height: number): boolean {
  return left * zoom + pan.x < corner.width && bottom * zoom + pan.y > height - corner.height
}

/** The least move of the window that brings a point of the model inside it. */
export function revealPoint(
  { x, y }: Point,
  { zoom, pan }: Viewport,
  width: number,
  height: number,
): Point | undefined {
  const inset = Math.min(90, width / 4, height / 4)
  const at = { x: x * zoom + pan.x, y: y * zoom + pan.y }
  const to = {
    x: Math.min(Math.max(at.x, inset), width - inset),
    y: Math.min(Math.max(at.y, inset), height - inset),
  }
  if (to.x === at.x && to.y === at.y) return undefined
  return { x: pan.x + to.x - at.x, y: pan.y + to.y - at.y }
}
