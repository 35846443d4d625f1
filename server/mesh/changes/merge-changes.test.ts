import { describe, expect, it } from 'vitest'
import { createDraw, generateObject } from '#server/mesh/changes/generate-object.test-support.ts'
import { mergeChanges } from '#server/mesh/changes/merge-changes.ts'
import { customKinds } from '#server/mesh/schemas/custom-kinds.ts'

const base = { hosts: ['a'], http: [{ name: 'x', timeout: '1s' }, { name: 'y' }], zero: 0, no: false }

describe('a three-way merge', () => {
  it.each<[string, unknown, unknown, unknown, readonly string[]]>([
    ['takes what only I changed', { ...base, zero: 1 }, base, { ...base, zero: 1 }, []],
    ['takes what only they changed', base, { ...base, no: true }, { ...base, no: true }, []],
    [
      'takes both where they differ',
      { ...base, zero: 1 },
      { ...base, no: true },
      { ...base, zero: 1, no: true },
      [],
    ],
    [
      'takes once what both changed alike',
      { ...base, zero: 1 },
      { ...base, zero: 1 },
      { ...base, zero: 1 },
      [],
    ],
    [
      'keeps theirs and says so where both changed',
      { ...base, zero: 1 },
      { ...base, zero: 2 },
      { ...base, zero: 2 },
      ['zero'],
    ],
    [
      'tells 0, false and "" from what is not there',
      { ...base, zero: '' },
      { hosts: base.hosts, http: base.http, no: false },
      { hosts: ['a'], http: base.http, no: false },
      ['zero'],
    ],
    [
      'merges items of the same name in their place',
      { ...base, http: [{ name: 'x', timeout: '2s' }, { name: 'y' }] },
      {
        ...base,
        http: [
          { name: 'x', timeout: '1s' },
          { name: 'y', retries: 0 },
        ],
      },
      {
        ...base,
        http: [
          { name: 'x', timeout: '2s' },
          { name: 'y', retries: 0 },
        ],
      },
      [],
    ],
    [
      'never guesses at a list that both reordered or resized',
      { ...base, http: [{ name: 'y' }, { name: 'x', timeout: '1s' }] },
      { ...base, http: [{ name: 'x', timeout: '1s' }] },
      { ...base, http: [{ name: 'x', timeout: '1s' }] },
      ['http'],
    ],
    [
      'is a clash where I removed what they changed',
      { hosts: ['a'], http: base.http, no: false },
      { ...base, zero: 5 },
      { ...base, zero: 5 },
      ['zero'],
    ],
  ])('%s', (_what, mine, theirs, value, clashes) => {
    const merged = mergeChanges(base, mine, theirs)
    expect(merged.value).toEqual(value)
    expect(merged.clashes.map(({ steps }) => steps.join('.'))).toEqual(clashes)
  })

  it('of any object with itself is what the other side made of it', () => {
    for (const kind of customKinds) {
      const [first, second] = [1, 2].map((seed) => generateObject(kind, createDraw(seed)))
      expect(mergeChanges(first, first, second)).toEqual({ value: second, clashes: [] })
      expect(mergeChanges(first, second, first)).toEqual({ value: second, clashes: [] })
      expect(mergeChanges(first, second, second)).toEqual({ value: second, clashes: [] })
    }
  })
})
