import { expect, test } from 'vitest'
import { joinPaths } from '#components/ui/row-icons.tsx'

test('an icon as one path has the strokes of its parts, each where it was', () => {
  const joined = joinPaths({
    size: 24,
    node: [
      ['path', { d: 'M7 16v5' }],
      ['path', { d: 'm7 16-4 2' }],
      ['line', { x1: '10', x2: '11', y1: '15', y2: '9' }],
      ['circle', { cx: '12', cy: '12', r: '10' }],
      ['rect', { x: '2', y: '4', width: '20', height: '16', rx: '2' }],
    ],
  })
  expect(joined).toBe(
    'M7 16v5' +
      'M0 0m7 16-4 2' +
      'M10 15L11 9' +
      'M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0' +
      'M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-16a2 2 0 0 1 -2 -2v-12a2 2 0 0 1 2 -2z',
  )
})

test('a shape that would be left out is a fault', () => {
  expect(() => joinPaths({ size: 24, node: [['ellipse', {}]] })).toThrow('ellipse')
})
