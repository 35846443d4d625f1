import { expect, test } from 'vitest'
import { type Frame, frameBoxes, placeTitle } from '#components/graph/stage/box-frames.ts'
import { boxPadding, boxTitleHeight, leastBoxWidth } from '#components/graph/stage/layout/types.ts'
import { fitFrames, type Viewport } from '#components/graph/stage/viewport.ts'

const onScreen = ({ left, right, top, bottom }: Frame, { zoom, pan }: Viewport): Frame => ({
  left: left * zoom + pan.x,
  right: right * zoom + pan.x,
  top: top * zoom + pan.y,
  bottom: bottom * zoom + pan.y,
})

const windows: readonly [string, Frame[], number, number][] = [
  ['a wide picture', [{ left: 0, top: 0, right: 1_800, bottom: 300 }], 545, 630],
  ['a picture as the window', [{ left: 0, top: 0, right: 1_000, bottom: 1_100 }], 545, 630],
  ['a tall picture', [{ left: -50, top: -900, right: 150, bottom: 900 }], 390, 380],
  [
    'a picture whose lower left is empty',
    [
      { left: 0, top: 0, right: 2_000, bottom: 400 },
      { left: 1_400, top: 400, right: 2_000, bottom: 1_500 },
    ],
    900,
    700,
  ],
]

test.each(windows)('%s is whole in the window and leaves its buttons free', (_, frames, width, height) => {
  const viewport = fitFrames(frames, width, height)
  if (!viewport) throw new Error('nothing was fitted')
  for (const frame of frames.map((each) => onScreen(each, viewport))) {
    expect(frame.left).toBeGreaterThanOrEqual(23.9)
    expect(frame.top).toBeGreaterThanOrEqual(23.9)
    expect(frame.right).toBeLessThanOrEqual(width - 23.9)
    expect(frame.bottom).toBeLessThanOrEqual(height - 23.9)
    expect(frame.left >= 56 || frame.bottom <= height - 160).toBe(true)
  }
})

test('a wide picture uses the width beside and above the buttons', () => {
  const viewport = fitFrames([{ left: 0, top: 0, right: 1_800, bottom: 300 }], 545, 630)
  expect(viewport?.zoom).toBeCloseTo((545 - 48) / 1_800)
})

test('where no buttons are, a picture stands in the middle, with room for names that are wider than their nodes', () => {
  const frames = [{ left: 0, top: 0, right: 1_800, bottom: 100 }]
  const viewport = fitFrames(frames, 400, 240, false)
  if (!viewport) throw new Error('nothing was fitted')
  const [frame] = frames.map((each) => onScreen(each, viewport))
  expect(frame?.left).toBeCloseTo(44)
  expect(frame?.right).toBeCloseTo(400 - 44)
  expect((frame?.top ?? 0) + (frame?.bottom ?? 0)).toBeCloseTo(240)
})

test('nothing is fitted without frames or without a window', () => {
  expect(fitFrames([], 800, 600)).toBeUndefined()
  expect(fitFrames([{ left: 0, top: 0, right: 1, bottom: 1 }], 0, 600)).toBeUndefined()
})

test.each([3, 1, 0.7, 0.55, 0.4])("at zoom %d a box's name ends above its first row of badges", (zoom) => {
  // A badge reaches 9 pixels above its mark, or a third of the mark when that is larger.
  const marksTop = (boxPadding + boxTitleHeight) * zoom
  expect(marksTop - placeTitle(zoom)).toBeGreaterThanOrEqual(9)
  expect(placeTitle(zoom)).toBeLessThanOrEqual(18)
})

test('a box of one small node is wide enough for its name, around the node', () => {
  const box = { id: 'box', kind: 'namespace' as const, name: 'demo-forbidden', parent: undefined }
  const node = { id: 'a', width: 64, height: 65, box: 'box' }
  const picture = {
    id: 'a',
    kind: 'workload' as const,
    status: 'healthy' as const,
    name: 'a',
    detail: '',
    badges: [],
    quiet: false,
    box: 'box',
    weight: 1,
    errorPercent: undefined,
    alike: 1,
    members: ['a'],
  }
  const frame = frameBoxes([box], [picture], new Map([['a', node]]), new Map([['a', { x: 500, y: 0 }]])).get(
    'box',
  )
  expect((frame?.right ?? 0) - (frame?.left ?? 0)).toBe(leastBoxWidth('demo-forbidden'))
  expect(((frame?.right ?? 0) + (frame?.left ?? 0)) / 2).toBe(500)
})
