import { expect, test } from 'vitest'
import { chooseWord, sumRounds } from '#tools/bench/list-page.ts'

test('the word to filter by leaves fewer rows with every letter', () => {
  expect(chooseWord(['db', 'aab', 'cart', 'care', 'can', 'cod'], 3)).toBe('car')
})

test('where no word does, the bench says so and measures nothing', () => {
  expect(() => chooseWord(['same', 'same'], 3)).toThrow('each leaves fewer rows')
})

test('a step is told by the median of its rounds and by the worst of them', () => {
  const round = (name: string, tookMs: number) => ({ name, tookMs, workMs: tookMs / 2 })
  const timed = [
    round('b', 40),
    round('a', 10),
    round('b', 272),
    round('a', 20),
    round('b', 60),
    round('a', 30),
  ]
  expect(sumRounds(timed)).toEqual([
    { name: 'b', tookMs: 60, worstMs: 272, workMs: 30 },
    { name: 'a', tookMs: 20, worstMs: 30, workMs: 10 },
  ])
})
