import { countErrorPercent, countRequests } from '#components/graph/picture/sum-edges.ts'
import type { PictureEdge } from '#components/graph/picture/types.ts'
import type { Point, Positions } from '#components/graph/stage/layout/types.ts'
import { animatedEdgesAtMost } from '#components/graph/stage/levels.ts'

/** An edge as its traffic moves along it: in points of the model. */
export interface Flow {
  readonly from: Point
  /** Of a bent edge the point that draws it off the straight line (a quadratic curve's control point). */
  readonly bend: Point | undefined
  readonly to: Point
  /** Dots under way at once. */
  readonly dots: number
  /** Share of the dots that fail, 0…1. */
  readonly failing: number
  readonly isTcp: boolean
}

/** One dot for an edge that is hardly used, one more for each ten times as much. */
export function countDots(requestsPerSecond: number): number {
  return Math.max(1, Math.min(5, 2 + Math.floor(Math.log10(Math.max(requestsPerSecond, 0.01)))))
}

/** What moves: of edges that carry something, those that fail and the busiest. */
export function buildFlows(
  edges: readonly PictureEdge[],
  positions: Positions,
  middleOf: (edge: PictureEdge) => Point | undefined,
): readonly Flow[] {
  const rank = (edge: PictureEdge) =>
    (edge.status === 'failing' ? 2e9 : edge.status === 'degraded' ? 1e9 : 0) + countRequests(edge.flow)
  return edges
    .filter((edge) => !edge.idle && edge.source !== edge.target)
    .toSorted((a, b) => rank(b) - rank(a))
    .slice(0, animatedEdgesAtMost)
    .flatMap((edge) => {
      const from = positions.get(edge.source)
      const to = positions.get(edge.target)
      if (!from || !to) return []
      const isTcp = edge.protocol === 'tcp'
      return {
        from,
        to,
        bend: findBend(from, to, middleOf(edge)),
        dots: isTcp ? 2 : countDots(countRequests(edge.flow)),
        failing: (countErrorPercent(edge.flow) ?? 0) / 100,
        isTcp,
      }
    })
}

/** The control point of the curve that goes through `middle` half way; undefined where that is a straight line. */
function findBend(from: Point, to: Point, middle: Point | undefined): Point | undefined {
  if (!middle) return undefined
  const x = 2 * middle.x - (from.x + to.x) / 2
  const y = 2 * middle.y - (from.y + to.y) / 2
  return Math.hypot(middle.x - (from.x + to.x) / 2, middle.y - (from.y + to.y) / 2) < 1 ? undefined : { x, y }
}

export interface Dot {
  readonly at: Point
  readonly fails: boolean
}

/**
 * Where a flow's dots are after `turns` ways from end to end. Of a hundred dots that pass, as many fail as the share says,
 * evenly spread, so that a rare failure is seen too.
 */
export function placeDots({ from, bend, to, dots, failing }: Flow, turns: number): readonly Dot[] {
  return Array.from({ length: dots }, (_, index) => {
    const way = turns + index / dots
    const share = way % 1
    // The dots of an edge are numbered in the order in which they set out.
    const number = Math.floor(way) * dots + (dots - 1 - index)
    const fails = Math.floor((number + 1) * failing) > Math.floor(number * failing)
    return { at: bend ? onCurve(from, bend, to, share) : between(from, to, share), fails }
  })
}

function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
}

function onCurve(from: Point, bend: Point, to: Point, share: number): Point {
  return between(between(from, bend, share), between(bend, to, share), share)
}
