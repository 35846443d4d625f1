import { expect, test } from 'vitest'
import { chooseWindow, type Window, type WindowBounds } from '#server/mesh/promql/choose-window.ts'

const day = 86_400
const cases: readonly [name: string, range: number, age: number, bounds: WindowBounds, window: Window][] = [
  ['is what was asked when nothing bounds it', 60, 0, {}, { rangeSeconds: 60 }],
  ['is at least two scrapes', 60, 0, { scrapeIntervalSeconds: 60 }, { rangeSeconds: 120, change: 'widened' }],
  ['may be two scrapes', 30, 0, { scrapeIntervalSeconds: 15 }, { rangeSeconds: 30 }],
  ['ends at whole seconds', 30, 0, { scrapeIntervalSeconds: 15.2 }, { rangeSeconds: 31, change: 'widened' }],
  [
    'goes no further than is kept',
    30 * day,
    0,
    { retentionSeconds: 15 * day },
    { rangeSeconds: 15 * day, change: 'clipped' },
  ],
  [
    'counts what lies behind its end',
    2 * day,
    day,
    { retentionSeconds: 2 * day },
    { rangeSeconds: day, change: 'clipped' },
  ],
  [
    'is two scrapes where nothing is kept',
    600,
    3 * day,
    { retentionSeconds: day, scrapeIntervalSeconds: 15 },
    { rangeSeconds: 30, change: 'clipped' },
  ],
]
test.each(cases)('a window %s', (_, range, age, bounds, window) => {
  expect(chooseWindow(range, age, bounds)).toEqual(window)
})
