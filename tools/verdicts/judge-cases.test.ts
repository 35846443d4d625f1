import { describe, expect, it } from 'vitest'
import { formatResults, judgeCases } from '#tools/verdicts/judge-cases.ts'
import { asSet, type Comparison } from '#tools/verdicts/table.ts'

const judge = (...compared: Comparison[]) =>
  judgeCases({ name: 'a', judge: () => compared }, [{ id: 'case-1' }])

describe('the report on verdicts', () => {
  it('ends with the count, and names the fields that differ with both answers', () => {
    const lines = formatResults(judge({ field: 'mode', ours: 'STRICT', theirs: 'DISABLE' }))
    expect(lines.at(-1)).toBe('0 agree, 1 differ')
    expect(lines.join('\n')).toMatch(/differs case-1\n\s+mode\n\s+ours\s+"STRICT"\n\s+Istio\s+"DISABLE"/)
  })

  it('counts fields beyond apart', () => {
    const lines = formatResults(judge({ field: 'sni', ours: 1, theirs: 2, beyond: true }))
    expect(lines.slice(-2)).toEqual(['fields beyond: 0 agree, 1 differ', '1 agree, 0 differ'])
  })

  it.each<[string, unknown, unknown, boolean]>([
    ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['an absent member and null', { a: 1 }, { a: 1, b: null }, true],
    ['a list in another order', ['a', 'b'], ['b', 'a'], false],
    ['a set in another order', asSet(['a', 'b']), asSet(['b', 'a']), true],
    ['a list and none', [], null, false],
  ])('compares %s', (_what, ours, theirs, agrees) => {
    expect(judge({ field: 'x', ours, theirs })[0]?.differing.length).toBe(agrees ? 0 : 1)
  })

  it('counts a case that cannot be answered as differing, with the reason', () => {
    const failing = () => {
      throw new Error('no such field')
    }
    const lines = formatResults(judgeCases({ name: 'a', judge: failing }, [{}]))
    expect(lines.at(-1)).toBe('0 agree, 1 differ')
    expect(lines.join('\n')).toContain('no such field')
  })
})
