import type { PictureEdge, PictureNode } from '#components/graph/picture/types.ts'
import { placeBadges } from '#components/graph/stage/badge-row.ts'
import { placeTitle } from '#components/graph/stage/box-frames.ts'
import type { Captions } from '#components/graph/stage/captions.ts'
import { createOccupancy, type Rect } from '#components/graph/stage/declutter.ts'
import { isFold, shorten, sizeOf } from '#components/graph/stage/elements.ts'
import type { Point, Positions } from '#components/graph/stage/layout/types.ts'
import { edgeWordsFromZoom } from '#components/graph/stage/levels.ts'

/** Words keep this size on the screen whatever the zoom, so that they can be read at any. */
export const nameFontPx = 12
export const detailFontPx = 11
const lineHeight = 14
/** From a mark to its name: above it, badges stand between. */
export const nameGapPx = { below: 2, above: 9 } as const
const edgeLabelHeight = 16
const edgeLabelsAtMost = 400

export interface NodeLabel {
  readonly node: PictureNode
  readonly name: string
  readonly detail: string
  /** Above is where a name goes that finds no room below. */
  readonly side: 'below' | 'above'
}

export interface EdgeLabel {
  readonly edge: PictureEdge
  readonly text: string
  readonly lock: 'full' | 'some' | 'none' | undefined
  /** Its calls were refused for want of a connection or of a healthy endpoint. */
  readonly bolt: boolean
  readonly middle: Point
  readonly width: number
}

export interface LabelPlan {
  readonly nodes: readonly NodeLabel[]
  readonly edges: readonly EdgeLabel[]
}

interface Room {
  readonly marks: ReturnType<typeof createOccupancy>
  readonly words: ReturnType<typeof createOccupancy>
}

export interface LabelTask {
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly PictureEdge[]
  readonly captions: Captions
  readonly positions: Positions
  readonly zoom: number
  /** Width in screen pixels of a text in the size of names or of details. */
  readonly measure: (text: string, fontPx: number) => number
  readonly middleOf: (edge: PictureEdge) => Point | undefined
  /** Boxes' names, which have their place in the upper left corner. */
  readonly titles: readonly { readonly name: string; readonly frame: Rect }[]
  /** Named before all others: what is chosen or under the pointer. */
  readonly first: ReadonlySet<string>
}

/**
 * Which words are drawn at a zoom: as on a map, those of highest rank that fit without covering each other or another
 * mark. What is chosen goes first, then what fails, then folds, then the busiest. It does not depend on where the
 * window is, so that panning never makes names blink.
 */
export function planLabels(task: LabelTask): LabelPlan {
  const { zoom, positions } = task
  const room: Room = { marks: createOccupancy(), words: createOccupancy() }
  const marks = new Map<string, Rect>()
  for (const node of task.nodes) {
    const at = positions.get(node.id)
    if (!at) continue
    const half = Math.max(3, (sizeOf(node) * zoom) / 2)
    const rect = around({ x: at.x * zoom, y: at.y * zoom }, half, half)
    const badges = placeBadges(node, zoom)
    // A name above the mark stands above its badges too.
    marks.set(node.id, badges ? { ...rect, top: rect.top + badges.room.top + half } : rect)
    room.marks.take(marks.get(node.id) ?? rect)
    if (badges) room.words.take(shift(badges.room, at.x * zoom, at.y * zoom))
  }
  for (const { name, frame } of task.titles) {
    const left = frame.left * zoom + 8
    const right = Math.min(left + task.measure(name, nameFontPx) + 6, frame.right * zoom)
    const foot = frame.top * zoom + placeTitle(zoom)
    room.words.take({ left, right, top: foot - 14, bottom: foot + 4 })
  }
  const nodes = task.nodes
    .toSorted((a, b) => rankNode(b, task.first) - rankNode(a, task.first) || b.weight - a.weight)
    .flatMap((node) => planNode(node, task, marks.get(node.id), room) ?? [])
  return { nodes, edges: planEdges(task, room) }
}

function rankNode(node: PictureNode, first: ReadonlySet<string>): number {
  if (first.has(node.id)) return 5
  if (node.status === 'failing') return 4
  if (node.status === 'degraded') return 3
  if (node.status === 'notReady') return 2
  return isFold(node) ? 1 : 0
}

function planNode(
  node: PictureNode,
  { captions, measure, first }: LabelTask,
  mark: Rect | undefined,
  room: Room,
): NodeLabel | undefined {
  const caption = captions.nodes.get(node.id)
  if (!mark || !caption) return undefined
  const name = first.has(node.id) ? caption.name : shorten(caption.name)
  const centre = (mark.left + mark.right) / 2
  const line = (text: string, fontPx: number, at: number): Rect => {
    const half = measure(text, fontPx) / 2 + 1
    const top =
      at < 0 ? mark.top - nameGapPx.above - lineHeight : mark.bottom + nameGapPx.below + at * lineHeight
    return { left: centre - half, right: centre + half, top, bottom: top + lineHeight }
  }
  // A name of trouble may lie on marks; any other gives way to them.
  const alarming = rankNode(node, first) >= 2
  const isFree = (rect: Rect) => room.words.isFree(rect) && (alarming || room.marks.isFree(rect, mark))
  for (const detail of caption.detail ? [shorten(caption.detail), ''] : ['']) {
    const lines = [line(name, nameFontPx, 0), ...(detail ? [line(detail, detailFontPx, 1)] : [])]
    if (!first.has(node.id) && !lines.every(isFree)) continue
    for (const rect of lines) room.words.take(rect)
    return { node, name, detail, side: 'below' }
  }
  const above = line(name, nameFontPx, -1)
  if (!isFree(above)) return undefined
  room.words.take(above)
  return { node, name, detail: '', side: 'above' }
}

function planEdges(task: LabelTask, room: Room): EdgeLabel[] {
  const { captions, zoom, measure, middleOf, first, positions } = task
  const alarming = (edge: PictureEdge) =>
    first.has(edge.id) || edge.status === 'failing' || edge.status === 'degraded'
  const rank = (edge: PictureEdge) =>
    first.has(edge.id) ? 3 : edge.status === 'failing' ? 2 : edge.status === 'degraded' ? 1 : 0
  return task.edges
    .filter((edge) => captions.edges.has(edge.id) || captions.locks.has(edge.id) || edge.refused)
    .filter((edge) => zoom >= edgeWordsFromZoom || alarming(edge))
    .toSorted((a, b) => rank(b) - rank(a))
    .slice(0, edgeLabelsAtMost)
    .flatMap((edge) => {
      const middle = middleOf(edge)
      if (!middle) return []
      const whole = captions.edges.get(edge.id) ?? ''
      const lock = captions.locks.get(edge.id)
      // Where the whole does not fit, its last part may: the errors.
      for (const text of new Set([whole, whole.split(' · ').at(-1) ?? ''])) {
        const width = (text ? measure(text, detailFontPx) + 8 : 4) + (lock ? 12 : 0) + (edge.refused ? 12 : 0)
        const rectAt = ({ x, y }: Point) =>
          around({ x: x * zoom, y: y * zoom }, width / 2, edgeLabelHeight / 2)
        const spots = first.has(edge.id) ? [middle] : listSpots(middle, positions.get(edge.target))
        // A box's border behind words makes both hard to read: such places come last.
        const [clear = [], crossed = []] = [false, true].map((crosses) =>
          spots.filter((spot) => crossesBorder(rectAt(spot), task) === crosses),
        )
        for (const spot of [...clear, ...crossed]) {
          const rect = rectAt(spot)
          const isFree = room.words.isFree(rect) && room.marks.isFree(rect)
          if (!isFree && !first.has(edge.id)) continue
          room.words.take(rect)
          return [{ edge, text, lock, bolt: edge.refused, middle: spot, width }]
        }
      }
      return []
    })
}

/** The middle of an edge, and where that is taken, places on its way to the target: there fans of edges part. */
function listSpots(middle: Point, target: Point | undefined): Point[] {
  const towards = (share: number): Point[] =>
    target
      ? [{ x: middle.x + (target.x - middle.x) * share, y: middle.y + (target.y - middle.y) * share }]
      : []
  return [middle, ...towards(0.3), ...towards(-0.3), ...towards(0.55)]
}

/** Whether the border of a box runs through a place, in screen pixels. */
function crossesBorder(rect: Rect, { titles, zoom }: Pick<LabelTask, 'titles' | 'zoom'>): boolean {
  return titles.some(({ frame }) => {
    const [left, right] = [frame.left * zoom, frame.right * zoom]
    const [top, bottom] = [frame.top * zoom, frame.bottom * zoom]
    const touches = rect.left < right && rect.right > left && rect.top < bottom && rect.bottom > top
    const isWithin = rect.left > left && rect.right < right && rect.top > top && rect.bottom < bottom
    return touches && !isWithin
  })
}

function around({ x, y }: Point, halfWidth: number, halfHeight: number): Rect {
  return { left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight }
}

function shift({ left, right, top, bottom }: Rect, x: number, y: number): Rect {
  return { left: left + x, right: right + x, top: top + y, bottom: bottom + y }
}
