import { expect, test } from 'vitest'
import { chooseWord } from '#tools/bench/list-page.ts'

test('the word to filter by leaves fewer rows with every letter', () => {
  expect(chooseWord(['db', 'aab', 'cart', 'care', 'can', 'cod'], 3)).toBe('car')
})

test('where no word does, the bench says so and measures nothing', () => {
  expect(() => chooseWord(['same', 'same'], 3)).toThrow('each leaves fewer rows')
})
