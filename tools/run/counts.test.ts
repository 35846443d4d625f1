import { expect, test } from 'vitest'
import { addCounts, formatCounts, parseCounts } from '#tools/run/counts.ts'

test.each([
  { passed: 3, failed: 0, skipped: 0 },
  { passed: 0, failed: 12, skipped: 7 },
])('what is written is read back: %o', (counts) => {
  expect(parseCounts(`said before\n${formatCounts(counts)}\n`)).toEqual(counts)
})

test('the last line of the form counts, under a name as well', () => {
  const output = '1 passed, 1 failed\nother words\nreal: 20 passed, 2 failed, 1 skipped\nbye\n'
  expect(parseCounts(output)).toEqual({ passed: 20, failed: 2, skipped: 1 })
})

test('words that only look like it are no counts', () => {
  expect(parseCounts('✓ unit: 1 passed, 0 failed (3.1 s)\nno counts')).toBeUndefined()
})

test('counts add up', () => {
  const one = { passed: 1, failed: 2, skipped: 3 }
  expect(addCounts([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 })
})
