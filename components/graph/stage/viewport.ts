import { type Frame, joinFrames } from '#components/graph/stage/box-frames.ts'
import type { Point } from '#components/graph/stage/layout/types.ts'

export const leastZoom = 0.02
export const mostZoom = 3
/** Fitting a small graph does not blow it up. */
const fitZoomAtMost = 1.15
const margin = 24
/** The canvas's own buttons stand in the lower left corner: nothing may be under them when all is fitted. */
const leftMargin = 72

export interface Viewport {
  readonly zoom: number
  readonly pan: Point
}

/** The viewport that shows all frames as large as they fit in a window. */
export function fitFrames(frames: Iterable<Frame>, width: number, height: number): Viewport | undefined {
  const whole = joinFrames(frames)
  if (!whole || width <= 0 || height <= 0) return undefined
  const zoom = Math.max(
    leastZoom,
    Math.min(
      fitZoomAtMost,
      (width - leftMargin - margin) / (whole.right - whole.left),
      (height - 2 * margin) / (whole.bottom - whole.top),
    ),
  )
  return {
    zoom,
    pan: {
      x: (width + leftMargin - margin) / 2 - (zoom * (whole.left + whole.right)) / 2,
      y: height / 2 - (zoom * (whole.top + whole.bottom)) / 2,
    },
  }
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
