import { expect, test } from 'vitest'
import { assignSlots } from '#components/ui/use-row-slots.ts'

const drawn = new Map([
  ['a', 0],
  ['b', 1],
  ['c', 2],
])

test.each([
  ['what stays keeps its own, in any order', ['c', 'a', 'b'], [2, 0, 1]],
  ['what comes takes that of what went', ['a', 'x', 'c'], [0, 1, 2]],
  ['several take them in turn', ['x', 'y', 'b'], [0, 2, 1]],
  ['more than before get new ones', ['a', 'x', 'b', 'y', 'c'], [0, 3, 1, 4, 2]],
  ['fewer leave theirs', ['c'], [2]],
  ['all others take all', ['x', 'y', 'z', 'w'], [0, 1, 2, 3]],
  ['none', [], []],
])('%s', (_, ids, slots) => {
  expect(assignSlots(drawn, ids)).toEqual(slots)
  expect(new Set(slots).size).toBe(ids.length)
})

test('a slot that was given up is given again before a new one', () => {
  expect(assignSlots(new Map([['b', 1]]), ['b', 'x', 'y'])).toEqual([1, 0, 2])
})
