import { expect, test } from 'vitest'
import { createBackoff } from '#server/adapters/kubernetes/backoff.ts'
import { parseRetryAfter } from '#server/adapters/kubernetes/problems.ts'

test('waits double up to the longest, each shortened by up to half', () => {
  const whole = createBackoff(100, 1000, () => 1)
  const half = createBackoff(100, 1000, () => 0)
  expect([1, 2, 3, 4, 5, 6].map(() => whole.nextMs())).toEqual([100, 200, 400, 800, 1000, 1000])
  expect([1, 2, 3].map(() => half.nextMs())).toEqual([50, 100, 200])
  whole.reset()
  expect(whole.nextMs()).toBe(100)
})

test('what the server asks for is waited at least, and up to a fifth longer', () => {
  expect(createBackoff(100, 1000, () => 0).nextMs(5000)).toBe(5000)
  expect(createBackoff(100, 1000, () => 1).nextMs(5000)).toBe(6000)
  expect(createBackoff(100, 1000, () => 1).nextMs(0)).toBe(100)
})

test.each([
  ['3', 3000],
  ['0', 0],
  ['86400', 300_000],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 10_000],
  ['-1', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('Retry-After %s is %s ms', (header, ms) => {
  expect(parseRetryAfter(header, 0)).toBe(ms)
})
