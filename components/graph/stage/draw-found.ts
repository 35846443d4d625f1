import type { PictureEdge } from '#components/graph/picture/types.ts'
import { type Brush, toScreen } from '#components/graph/stage/draw-marks.ts'
import type { Point } from '#components/graph/stage/layout/types.ts'
import type { OverlayState } from '#components/graph/stage/overlay.ts'

/** Of more than these the lines would hide the graph, and each costs time in every frame. */
const foundLinesAtMost = 300

/** A translucent band along each found edge: its own colour, which says how it fares, stays to be seen. */
export function drawFoundEdges(brush: Brush, state: OverlayState): void {
  const { found } = state.marks
  if (found.size === 0) return
  let drawn = 0
  for (const edge of state.scene.picture.edges) {
    if (!found.has(edge.id)) continue
    if (++drawn > foundLinesAtMost) return
    drawFoundEdge(brush, state, edge)
  }
}

function drawFoundEdge({ context, tokens, window }: Brush, state: OverlayState, edge: PictureEdge): void {
  const ends = [state.positions.get(edge.source), state.middleOf(edge), state.positions.get(edge.target)]
  const [from, middle, to] = ends.map((end) => end && toScreen(end, window))
  if (!from || !middle || !to) return
  const bend = bendThrough(from, middle, to)
  context.beginPath()
  context.moveTo(from.x, from.y)
  context.quadraticCurveTo(bend.x, bend.y, to.x, to.y)
  context.lineWidth = 12
  context.lineCap = 'round'
  context.strokeStyle = tokens.accent
  context.globalAlpha = 0.3
  context.stroke()
  context.globalAlpha = 1
  context.lineCap = 'butt'
}

/** The control point with which a quadratic curve passes `middle` halfway. */
function bendThrough(from: Point, middle: Point, to: Point): Point {
  return { x: 2 * middle.x - (from.x + to.x) / 2, y: 2 * middle.y - (from.y + to.y) / 2 }
}
