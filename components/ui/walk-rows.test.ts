import { describe, expect, it } from 'vitest'
import { walkRows } from '#components/ui/walk-rows.ts'

describe('keys in a table', () => {
  it.each([
    ['j', 0, 1],
    ['ArrowDown', -1, 0],
    ['k', 0, 0],
    ['End', 3, 99],
    ['Home', 70, 0],
    ['PageDown', 95, 99],
    ['x', 3, undefined],
  ])('%s from row %i leads to %s', (key, at, to) => expect(walkRows(key, at, 100)).toBe(to))

  it('lead nowhere in an empty table', () => expect(walkRows('j', -1, 0)).toBeUndefined())
})
