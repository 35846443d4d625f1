import { expect, it } from 'vitest'
import { compareStamps, createSeenLines } from '#server/adapters/kubernetes/logs/follow-log.ts'

const line = (time: string, text: string) => ({ time: `2026-11-21T12:00:${time}Z`, text })

it.each([
  ['00.5', '00.51', -1],
  ['00', '00.000000001', -1],
  ['00.9', '01', -1],
  ['00.25', '00.25', 0],
  ['01.1', '01', 1],
])('orders the second %s against %s', (a, b, order) => {
  expect(compareStamps(line(a, '').time, line(b, '').time)).toBe(order)
})

it('tells each line once when a stream is opened again at the second of the last', () => {
  const seen = createSeenLines()
  const told = [line('00.1', 'a'), line('00.5', 'b'), line('00.5', 'c')]
  expect(seen.keepNew(told)).toEqual(told)
  expect(seen.lastTime()).toBe(line('00.5', '').time)
  seen.restart()
  expect(seen.keepNew([line('00.1', 'a'), line('00.5', 'b')])).toEqual([])
  expect(seen.keepNew([line('00.5', 'c'), line('00.5', 'd'), line('00.7', 'e')])).toEqual([
    line('00.5', 'd'),
    line('00.7', 'e'),
  ])
})

it('leaves nothing out when the stream opened again begins later, as after the file was rotated', () => {
  const seen = createSeenLines()
  seen.keepNew([line('00.1', 'a')])
  seen.restart()
  expect(seen.keepNew([line('09.1', 'b')])).toEqual([line('09.1', 'b')])
})

it('passes on what bears no stamp', () => {
  const seen = createSeenLines()
  seen.keepNew([line('00.1', 'a')])
  seen.restart()
  expect(seen.keepNew([{ time: '', text: 'a fault of the kubelet' }])).toHaveLength(1)
})
