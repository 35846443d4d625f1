import { describe, expect, it } from 'vitest'
import {
  formatLimits,
  isLimit,
  limitBounds,
  limitNames,
  parseLimits,
} from '#components/graph/compare/limits.ts'
import { graphComparisonInputSchema } from '#contract/graph-comparison.ts'

describe('thresholds of a comparison in a URL', () => {
  it('are the same after they were written and read', () => {
    const limits = { failingPoints: 2.5, slowerRatio: 2, slowerMs: 0, moreRatio: 1.1, leastRequests: 100 }
    expect(parseLimits(formatLimits(limits))).toEqual(limits)
    expect(formatLimits({})).toBe('')
  })

  it.each([
    '',
    'failingPoints',
    'failingPoints:x',
    'failingPoints:101',
    'slowerRatio:0.5',
    'leastRequests:1.5',
    'sigmas:3',
    'failingPoints:1,',
    'failingPoints:-1',
  ])('%j is none', (text) => expect(parseLimits(text)).toBeUndefined())

  it.each(limitNames)('%s is taken by the call from its least to its most, and not beyond', (name) => {
    const { least, most } = limitBounds[name]
    const isTaken = (value: number) =>
      graphComparisonInputSchema.safeParse({ namespaces: ['shop'], [name]: value }).success
    for (const value of [least, most, least - 1, most + 1]) expect(isTaken(value)).toBe(isLimit(name, value))
  })
})
