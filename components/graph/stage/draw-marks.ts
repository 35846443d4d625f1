import type { PictureNode } from '#components/graph/picture/types.ts'
import { placeBadges } from '#components/graph/stage/badge-row.ts'
import { findChangeGlyph } from '#components/graph/stage/change-glyphs.ts'
import { isFold, sizeOf } from '#components/graph/stage/elements.ts'
import { boltGlyph, lockGlyph, openLockGlyph, stateGlyphs } from '#components/graph/stage/glyphs.ts'
import type { Point } from '#components/graph/stage/layout/types.ts'
import {
  detailFontPx,
  type EdgeLabel,
  type NodeLabel,
  nameFontPx,
  nameGapPx,
} from '#components/graph/stage/plan-labels.ts'
import type { StageTokens } from '#components/graph/stage/tokens.ts'

/** Where the window stands: screen = model × zoom + pan. */
export interface Window {
  readonly zoom: number
  readonly pan: Point
  readonly width: number
  readonly height: number
}

export interface Brush {
  readonly context: CanvasRenderingContext2D
  readonly tokens: StageTokens
  readonly window: Window
}

export function toScreen({ x, y }: Point, { zoom, pan }: Window): Point {
  return { x: x * zoom + pan.x, y: y * zoom + pan.y }
}

export function isInside({ x, y }: Point, { width, height }: Window, margin = 80): boolean {
  return x > -margin && y > -margin && x < width + margin && y < height + margin
}

/** Makes a canvas as large as the window, in the pixels of the screen, with the pixels of the page as its unit. */
export function fitCanvas(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  window: Window,
): void {
  const ratio = globalThis.devicePixelRatio || 1
  const width = Math.round(window.width * ratio)
  const height = Math.round(window.height * ratio)
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
    canvas.style.width = `${window.width}px`
    canvas.style.height = `${window.height}px`
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
}

const glyphPaths = new Map<string, Path2D>()

/** Draws a 16 × 16 glyph with its centre at `at`, `size` pixels wide. */
export function drawGlyph(
  context: CanvasRenderingContext2D,
  glyph: string,
  at: Point,
  size: number,
  colours: { stroke?: string; fill?: string },
): void {
  const path = glyphPaths.get(glyph) ?? new Path2D(glyph)
  glyphPaths.set(glyph, path)
  context.save()
  context.translate(at.x - size / 2, at.y - size / 2)
  context.scale(size / 16, size / 16)
  context.lineWidth = 1.7
  context.lineCap = 'round'
  context.lineJoin = 'round'
  if (colours.fill) {
    context.fillStyle = colours.fill
    context.fill(path)
  }
  if (colours.stroke) {
    context.strokeStyle = colours.stroke
    context.stroke(path)
  }
  context.restore()
}

/** Words with a rim of the ground's colour, so that a line behind them does not cut them. */
export function drawText(
  { context, tokens }: Brush,
  text: string,
  at: Point,
  look: { px: number; colour: string; weight?: number; align?: CanvasTextAlign },
): void {
  context.font = `${look.weight ?? 400} ${look.px}px ${tokens.font}`
  context.textAlign = look.align ?? 'center'
  context.textBaseline = 'alphabetic'
  context.lineJoin = 'round'
  context.lineWidth = 3
  context.strokeStyle = tokens.surface
  context.strokeText(text, at.x, at.y)
  context.fillStyle = look.colour
  context.fillText(text, at.x, at.y)
}

/** Smaller on the screen than this, a mark in trouble is drawn as its state's glyph alone, which never shrinks. */
const glyphPx = 14

/** The glyph of a state at the mark's upper right, or over it when the mark is too small to hold a corner. */
export function drawState(brush: Brush, node: PictureNode, centre: Point): void {
  const glyph = node.change === undefined ? stateGlyphs[node.status] : findChangeGlyph(node.change)
  if (!glyph) return
  const { context, tokens, window } = brush
  const half = (sizeOf(node) * window.zoom) / 2
  const small = half < 8
  if (small && (node.status === 'unknown' || node.status === 'notReady')) return
  const at = small ? centre : { x: centre.x + half * 0.78, y: centre.y - half * 0.78 }
  const size = small ? glyphPx - 2 : glyphPx
  drawGlyph(context, glyph.ground, at, size + 3, { fill: tokens.surface })
  drawGlyph(context, glyph.ground, at, size, { fill: tokens.health[node.status] })
  drawGlyph(context, glyph.sign, at, size, { stroke: tokens.surface })
}

export function drawNodeLabel(brush: Brush, label: NodeLabel, centre: Point): void {
  const { tokens, window } = brush
  const { node } = label
  const half = Math.max(3, (sizeOf(node) * window.zoom) / 2)
  const below = centre.y + half
  const above = centre.y + (placeBadges(node, window.zoom)?.room.top ?? -half) - nameGapPx.above
  const alarming = node.status === 'failing' || node.status === 'degraded'
  drawText(
    brush,
    label.name,
    { x: centre.x, y: label.side === 'below' ? below + nameGapPx.below + 11 : above - 3 },
    {
      px: nameFontPx,
      colour: node.quiet ? tokens.muted : tokens.text,
      weight: alarming || isFold(node) ? 600 : 450,
    },
  )
  if (label.detail)
    drawText(
      brush,
      label.detail,
      { x: centre.x, y: below + 26 },
      { px: detailFontPx, colour: alarming ? tokens.health[node.status] : tokens.muted },
    )
}

/** The number of nodes inside a fold, in its middle. */
export function drawFoldCount(brush: Brush, node: PictureNode, centre: Point): void {
  const { context, tokens, window } = brush
  if (sizeOf(node) * window.zoom < 20) return
  context.font = `600 ${Math.max(11, Math.min(15, 14 * window.zoom))}px ${tokens.font}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillStyle = tokens.text
  context.fillText(String(node.members.length), centre.x, centre.y + 0.5)
}

export function drawEdgeLabel(brush: Brush, label: EdgeLabel): void {
  const { context, tokens, window } = brush
  const at = toScreen(label.middle, window)
  if (!isInside(at, window)) return
  context.beginPath()
  context.roundRect(at.x - label.width / 2, at.y - 8, label.width, 16, 5)
  context.fillStyle = tokens.surface
  context.fill()
  const { status } = label.edge
  const colour = status === 'failing' || status === 'degraded' ? tokens.health[status] : tokens.muted
  const signs = (label.lock ? 1 : 0) + (label.bolt ? 1 : 0)
  let x = label.text ? at.x - label.width / 2 + 9 : at.x - (signs - 1) * 6
  if (label.bolt) {
    drawGlyph(context, boltGlyph, { x, y: at.y }, 12, { fill: tokens.health.failing })
    x += 12
  }
  if (label.lock)
    drawGlyph(context, label.lock === 'full' ? lockGlyph : openLockGlyph, { x, y: at.y }, 12, {
      stroke: label.lock === 'full' ? tokens.muted : tokens.health.degraded,
    })
  if (!label.text) return
  context.font = `400 ${detailFontPx}px ${tokens.font}`
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  context.fillStyle = colour
  context.fillText(label.text, at.x + label.width / 2 - 4, at.y + 0.5)
}

/** A line no thinner on the screen than can be seen, for edges in trouble when everything is small. */
export function drawAlarmLine(
  { context, tokens, window }: Brush,
  from: Point,
  to: Point,
  failing: boolean,
): void {
  const a = toScreen(from, window)
  const b = toScreen(to, window)
  context.beginPath()
  context.moveTo(a.x, a.y)
  context.lineTo(b.x, b.y)
  context.lineWidth = failing ? 2 : 1.5
  context.strokeStyle = tokens.health[failing ? 'failing' : 'degraded']
  context.stroke()
}

/** A ring around what is chosen, under the pointer, or found. */
export function drawRing(brush: Brush, node: PictureNode, centre: Point, look: 'chosen' | 'found'): void {
  const { context, tokens, window } = brush
  const radius = Math.max(7, (sizeOf(node) * window.zoom) / 2 + 6)
  context.beginPath()
  context.arc(centre.x, centre.y, radius, 0, 2 * Math.PI)
  context.lineWidth = look === 'chosen' ? 3 : 2
  context.strokeStyle = tokens.accent
  context.setLineDash(look === 'found' ? [4, 3] : [])
  context.stroke()
  context.setLineDash([])
}
