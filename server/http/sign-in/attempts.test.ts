import { describe, expect, test } from 'vitest'
import { createAttempts } from '#server/http/sign-in/attempts.ts'

let nowMs = 0
const start = () => {
  nowMs = 1_000_000
  return createAttempts(() => nowMs)
}
/** Seconds to wait; 0 when the attempt may begin, which then ends as given. */
const attempt = (
  attempts: ReturnType<typeof start>,
  address: string,
  outcome: 'signed-in' | 'refused' | 'unknown' = 'refused',
): number => {
  try {
    attempts.begin(address)(outcome)
    return 0
  } catch (error) {
    return Number(Object(error).params.seconds)
  }
}
const waits = (attempts: ReturnType<typeof start>, count: number, address = 'a') =>
  Array.from({ length: count }, () => attempt(attempts, address))

describe('attempts to sign in', () => {
  test('wait after five that failed, and twice as long after each further one', () => {
    const attempts = start()
    expect(waits(attempts, 6)).toEqual([0, 0, 0, 0, 0, 15])
    nowMs += 15_000
    expect(waits(attempts, 2)).toEqual([0, 30])
    nowMs += 30_000
    expect(waits(attempts, 2)).toEqual([0, 60])
  })

  test('never wait longer than a quarter of an hour', () => {
    const attempts = start()
    for (let round = 0; round < 30; round += 1) {
      nowMs += 900_000
      attempt(attempts, 'a')
    }
    expect(attempt(attempts, 'a')).toBe(900)
  })

  test('count while they run: many at once are not free', () => {
    const attempts = start()
    for (let index = 0; index < 5; index += 1) attempts.begin('a')
    expect(attempt(attempts, 'a')).toBe(15)
  })

  test('are forgotten with a success, and not counted when nobody judged them', () => {
    const attempts = start()
    expect(waits(attempts, 4)).toEqual([0, 0, 0, 0])
    expect(attempt(attempts, 'a', 'signed-in')).toBe(0)
    expect(waits(attempts, 5)).toEqual([0, 0, 0, 0, 0])
    const others = start()
    for (let index = 0; index < 20; index += 1) expect(attempt(others, 'a', 'unknown')).toBe(0)
  })

  test('of many addresses together wait too, but far later', () => {
    const attempts = start()
    for (let index = 0; index < 60; index += 1) expect(attempt(attempts, `a${index}`)).toBe(0)
    expect(attempt(attempts, 'other')).toBe(15)
  })

  test('are forgotten after an hour', () => {
    const attempts = start()
    waits(attempts, 6)
    nowMs += 3_600_001
    expect(waits(attempts, 5)).toEqual([0, 0, 0, 0, 0])
  })
})
