import { expect, it } from 'vitest'
import { type RequestPoint, thinPoints } from '#server/mesh/metrics/thin-points.ts'

const point = (atMs: number, durationMs: number, more: Partial<RequestPoint> = {}): RequestPoint => ({
  atMs,
  durationMs,
  traceId: `${atMs}`,
  source: 'span',
  failed: false,
  ...more,
})
const time = { fromMs: 0, toMs: 1_000 }

it('keeps what is of the time, oldest first', () => {
  const { points, unshown } = thinPoints([point(900, 1), point(-1, 1), point(10, 1), point(1_001, 1)], time)
  expect([points.map(({ atMs }) => atMs), unshown]).toEqual([[10, 900], 0])
})

it('of a crowd keeps of each part those that failed, then the slowest', () => {
  const crowd = Array.from({ length: 1_000 }, (_, at) => point(at, at % 20))
  const lone = point(999.5, 0.1, { failed: true })
  const { points, unshown } = thinPoints([...crowd, lone], time)
  expect(points).toHaveLength(200)
  expect(unshown).toBe(801)
  expect(points).toContain(lone)
  const quarter = points.filter(({ atMs }) => atMs < 250)
  expect(quarter.length).toBeGreaterThan(40)
  expect(
    Math.min(...points.filter((one) => one !== lone).map(({ durationMs }) => durationMs)),
  ).toBeGreaterThan(14)
})

it('does not tell a trace by an exemplar that a span tells', () => {
  const both = [point(5, 1, { traceId: 'a' }), point(6, 1, { traceId: 'a', source: 'exemplar' })]
  expect(thinPoints([...both, point(7, 1, { traceId: 'b', source: 'exemplar' })], time).points).toHaveLength(
    2,
  )
})

it('tells a request once of which client and server left an exemplar, and two of one trace twice', () => {
  const of = { traceId: 'a', source: 'exemplar' } as const
  const { points } = thinPoints([point(5, 100, of), point(8, 105, of), point(9, 300, of)], time)
  expect(points.map(({ durationMs }) => durationMs)).toEqual([100, 300])
})

it('leaves out what is no number', () => {
  expect(thinPoints([point(5, Number.NaN), point(5, Number.POSITIVE_INFINITY)], time).points).toEqual([])
})
