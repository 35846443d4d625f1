/** A single request, to be set over a chart. */
export interface RequestPoint {
  readonly atMs: number
  readonly durationMs: number
  readonly traceId: string
  readonly source: 'span' | 'exemplar'
  readonly failed: boolean
}

/** More points than anybody presses. */
const mostPoints = 200
const parts = 50

/**
 * As many points as a chart has room for, oldest first: the time is cut in parts, and of each part those that failed come
 * first, then the slowest. A trace that a span tells is not told again by an exemplar, nor a request by both its sides.
 */
export function thinPoints(
  points: readonly RequestPoint[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): { readonly points: readonly RequestPoint[]; readonly unshown: number } {
  const told = new Set(points.flatMap(({ source, traceId }) => (source === 'span' ? [traceId] : [])))
  const within = points.filter(
    ({ atMs, durationMs, source, traceId }) =>
      atMs >= fromMs &&
      atMs <= toMs &&
      Number.isFinite(durationMs) &&
      (source === 'span' || !told.has(traceId)),
  )
  const single = withoutEchoes(within)
  const partMs = Math.max(1, (toMs - fromMs) / parts)
  const byPart = Map.groupBy(single, ({ atMs }) => Math.floor((atMs - fromMs) / partMs))
  const ranked = [...byPart.values()].flatMap((some) =>
    some.sort(compareTelling).map((point, rank) => ({ point, rank })),
  )
  const kept = ranked
    .sort((a, b) => a.rank - b.rank || compareTelling(a.point, b.point))
    .slice(0, mostPoints)
    .map(({ point }) => point)
  return { points: kept.sort((a, b) => a.atMs - b.atMs), unshown: single.length - kept.length }
}

/** How far apart the two sides of one request tell of it. */
const echoMs = 1_000
const echoShare = 1.25

/** Client and server both leave an exemplar of a request: of two that are as good as one, the first stays. */
function withoutEchoes(points: readonly RequestPoint[]): readonly RequestPoint[] {
  const byTrace = Map.groupBy(points, ({ source, traceId }) => (source === 'exemplar' ? traceId : ''))
  return [...byTrace].flatMap(([trace, some]) =>
    trace === ''
      ? some
      : some.filter((point, at) => !some.slice(0, at).some((earlier) => isEcho(point, earlier))),
  )
}

function isEcho(a: RequestPoint, b: RequestPoint): boolean {
  const [short, long] = [Math.min(a.durationMs, b.durationMs), Math.max(a.durationMs, b.durationMs)]
  return Math.abs(a.atMs - b.atMs) < echoMs && long <= short * echoShare
}

function compareTelling(a: RequestPoint, b: RequestPoint): number {
  return Number(b.failed) - Number(a.failed) || b.durationMs - a.durationMs
}
