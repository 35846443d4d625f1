import type { PictureEdge, PictureNode } from '#components/graph/picture/types.ts'
import type { Frame } from '#components/graph/stage/box-frames.ts'
import { drawBoxTitle } from '#components/graph/stage/box-title.ts'
import type { Scene } from '#components/graph/stage/captions.ts'
import { drawBadges } from '#components/graph/stage/draw-badges.ts'
import { drawFoundEdges } from '#components/graph/stage/draw-found.ts'
import {
  type Brush,
  drawAlarmLine,
  drawEdgeLabel,
  drawFoldCount,
  drawNodeLabel,
  drawRing,
  drawState,
  fitCanvas,
  isInside,
  toScreen,
  type Window,
} from '#components/graph/stage/draw-marks.ts'
import { isFold } from '#components/graph/stage/elements.ts'
import type { Point, Positions } from '#components/graph/stage/layout/types.ts'
import { alarmLinesBelowZoom } from '#components/graph/stage/levels.ts'
import { type LabelPlan, planLabels } from '#components/graph/stage/plan-labels.ts'
import type { StageTokens } from '#components/graph/stage/tokens.ts'

export interface Marks {
  readonly chosen: string | undefined
  readonly hovered: string | undefined
  readonly found: ReadonlySet<string>
  /** What is chosen with all that it touches; the rest stands back. Undefined: nothing does. */
  readonly near: ReadonlySet<string> | undefined
}

export interface OverlayState {
  readonly scene: Scene
  readonly positions: Positions
  readonly frames: ReadonlyMap<string, Frame>
  readonly tokens: StageTokens
  readonly marks: Marks
  readonly middleOf: (edge: PictureEdge) => Point | undefined
}

/**
 * What is drawn above Cytoscape's canvas in screen pixels: names, numbers, state glyphs, badges, locks, rings. The plan of
 * words is kept until the zoom or the scene changes, so that a pan only moves it.
 */
export function createOverlay(container: HTMLElement) {
  const canvas = document.createElement('canvas')
  canvas.setAttribute('aria-hidden', 'true')
  Object.assign(canvas.style, { position: 'absolute', inset: '0', pointerEvents: 'none', zIndex: '1' })
  container.append(canvas)
  const context = canvas.getContext('2d')
  const widths = new Map<string, number>()
  let plan: LabelPlan | undefined
  let planned: { zoom: number; state: OverlayState } | undefined

  const measure = (text: string, fontPx: number, font: string): number => {
    const key = `${fontPx}\n${text}`
    const known = widths.get(key)
    if (known !== undefined || !context) return known ?? text.length * fontPx * 0.55
    context.font = `500 ${fontPx}px ${font}`
    const width = context.measureText(text).width
    if (widths.size > 20_000) widths.clear()
    widths.set(key, width)
    return width
  }

  const replan = (state: OverlayState, zoom: number): LabelPlan => {
    if (plan && planned?.zoom === zoom && planned.state === state) return plan
    const { chosen, hovered, found } = state.marks
    plan = planLabels({
      nodes: state.scene.picture.nodes,
      edges: state.scene.picture.edges,
      captions: state.scene.captions,
      positions: state.positions,
      zoom,
      measure: (text, fontPx) => measure(text, fontPx, state.tokens.font),
      middleOf: state.middleOf,
      titles: state.scene.picture.boxes.flatMap(({ id, name }) => {
        const frame = state.frames.get(id)
        return frame ? [{ name, frame }] : []
      }),
      first: new Set(
        [chosen, hovered, ...(found.size <= foundNamedAtMost ? found : [])].filter((id) => id !== undefined),
      ),
    })
    planned = { zoom, state }
    return plan
  }

  return {
    draw(state: OverlayState, window: Window): void {
      if (!context) return
      fitCanvas(canvas, context, window)
      context.clearRect(0, 0, window.width, window.height)
      drawScene({ context, tokens: state.tokens, window }, state, replan(state, window.zoom))
    },
    destroy: () => canvas.remove(),
  }
}

const foundNamedAtMost = 40
/** How much is left of what stands back. */
const fadedAlpha = 0.22

/** Draws at full strength or faded, by whether `id` is near what is chosen. */
function withFade(brush: Brush, { near }: Marks, id: string, paint: () => void): void {
  brush.context.globalAlpha = near === undefined || near.has(id) ? 1 : fadedAlpha
  paint()
  brush.context.globalAlpha = 1
}

function drawScene(brush: Brush, state: OverlayState, plan: LabelPlan): void {
  const { window } = brush
  const { picture } = state.scene
  if (window.zoom < alarmLinesBelowZoom) drawAlarmLines(brush, state)
  drawFoundEdges(brush, state)
  for (const label of plan.edges)
    withFade(brush, state.marks, label.edge.id, () => drawEdgeLabel(brush, label))
  const seen: { node: PictureNode; centre: Point }[] = []
  for (const node of picture.nodes) {
    const at = state.positions.get(node.id)
    const centre = at && toScreen(at, window)
    if (centre && isInside(centre, window)) seen.push({ node, centre })
  }
  for (const { node, centre } of seen) {
    withFade(brush, state.marks, node.id, () => {
      if (isFold(node)) drawFoldCount(brush, node, centre)
      drawBadges(brush, node, centre)
    })
  }
  for (const label of plan.nodes) {
    const at = state.positions.get(label.node.id)
    const centre = at && toScreen(at, window)
    if (centre && isInside(centre, window, 200))
      withFade(brush, state.marks, label.node.id, () => drawNodeLabel(brush, label, centre))
  }
  for (const { node, centre } of seen) {
    withFade(brush, state.marks, node.id, () => drawState(brush, node, centre))
    if (node.id === state.marks.chosen) drawRing(brush, node, centre, 'chosen')
    else if (state.marks.found.has(node.id)) drawRing(brush, node, centre, 'found')
  }
  for (const box of picture.boxes) {
    const frame = state.frames.get(box.id)
    if (frame) drawBoxTitle(brush, box, frame, box.id === state.marks.chosen)
  }
}

function drawAlarmLines(brush: Brush, { scene, positions }: OverlayState): void {
  for (const edge of scene.picture.edges) {
    if (edge.status !== 'failing' && edge.status !== 'degraded') continue
    const from = positions.get(edge.source)
    const to = positions.get(edge.target)
    if (from && to) drawAlarmLine(brush, from, to, edge.status === 'failing')
  }
}
