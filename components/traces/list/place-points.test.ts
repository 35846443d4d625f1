import { describe, expect, it } from 'vitest'
import { placePoints, walkPoints } from '#components/traces/list/place-points.ts'

const at = (ms: number, durationMs: number) => ({ start: new Date(ms).toISOString(), durationMs })

describe('a plot of traces', () => {
  it('places by time and by the power of ten of the duration', () => {
    const { points, ticks } = placePoints([at(1_000, 1), at(500, 100), at(0, 10)], 0, 1_000)
    expect(points).toEqual([
      { x: 100, y: 0 },
      { x: 50, y: 100 },
      { x: 0, y: 50 },
    ])
    expect(ticks.map(({ ms }) => ms)).toEqual([1, 10, 100])
  })
  it.each([
    ['none', []],
    ['one', [at(5, 10)]],
    ['no time at all', [at(5, 0)]],
    ['what began before the window', [at(-1_000, 3)]],
  ])('holds %s within its bounds', (_, items) => {
    const { points } = placePoints(items, 0, 10)
    for (const { x, y } of points) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x).toBeLessThanOrEqual(100)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y).toBeLessThanOrEqual(100)
    }
    expect(points).toHaveLength(items.length)
  })
  it.each([
    ['ArrowRight', 2, 1],
    ['ArrowLeft', 2, 3],
    ['ArrowRight', 0, 0],
    ['Home', 1, 4],
    ['End', 1, 0],
    ['x', 1, undefined],
  ])('leads by %s from %d to %s', (key, from, to) => {
    expect(walkPoints(key, from, 5)).toBe(to)
  })
})
