import { describe, expect, it } from 'vitest'
import { buildFit, formatFilter, listSuggestions, parseFilter } from '#components/objects/list/filter.ts'
import { buildRows } from '#components/objects/list/rows.ts'
import type { FilterFacts, FilterKey, ObjectItem } from '#components/objects/list/types.ts'

interface Item extends ObjectItem {
  readonly version?: string
}

const build = (namespace: string, name: string, rest: Partial<Item> = {}): Item => ({
  cluster: 'c',
  namespace,
  kind: 'Deployment',
  name,
  health: { status: 'healthy', reasons: [] },
  ...rest,
})

const items = [
  build('shop', 'cart', { health: { status: 'failing', reasons: [] }, labels: { app: 'cart', tier: 'web' } }),
  build('shop', 'orders', { version: 'v1', labels: { app: 'orders' } }),
  build('bookinfo', 'reviews-v1', { version: 'v1' }),
  build('bookinfo', 'reviews-v2', { version: 'v2', health: { status: 'degraded', reasons: [] } }),
]

const facts: FilterFacts<Item> = {
  namespace: ({ namespace }) => [namespace],
  health: ({ health }) => (health ? [health.status] : []),
  version: ({ version }) => (version === undefined ? [] : [version]),
  label: ({ labels = {} }) => Object.entries(labels).flatMap(([key, value]) => [`${key}=${value}`, key]),
}
const known: readonly FilterKey[] = ['namespace', 'health', 'version', 'label']

describe('a filter', () => {
  it.each([
    ['', ['cart', 'orders', 'reviews-v1', 'reviews-v2']],
    ['REV', ['reviews-v1', 'reviews-v2']],
    ['rev v2', ['reviews-v2']],
    ['namespace:shop', ['cart', 'orders']],
    ['health:failing health:degraded', ['cart', 'reviews-v2']],
    ['health:failing namespace:bookinfo', []],
    ['-health:healthy', ['cart', 'reviews-v2']],
    ['-health:healthy -health:failing', ['reviews-v2']],
    ['namespace:bookinfo -version:v1', ['reviews-v2']],
    ['version:V1 rev', ['reviews-v1']],
    ['label:app=orders', ['orders']],
    ['label:app', ['cart', 'orders']],
    ['-label:tier', ['orders', 'reviews-v1', 'reviews-v2']],
  ])('"%s" leaves %j', (text, names) => {
    const fits = buildFit(parseFilter(text, known), facts)
    const rows = buildRows(items, [], { column: 'name', direction: 'ascending' })
    expect(
      rows
        .filter(fits ?? (() => true))
        .map(({ item }) => item.name)
        .sort(),
    ).toEqual(names)
  })

  it.each(['', 'cart', 'health:failing', '-health:healthy namespace:shop rev 2', 'label:istio.io/rev=a:b'])(
    'comes back from its text: "%s"',
    (text) => expect(formatFilter(parseFilter(text, known))).toBe(text),
  )

  it('takes what it does not know as a part of a name, and a repeated token once', () => {
    expect(parseFilter('colour:red health: <img> health:failing health:failing', known)).toEqual({
      tokens: [{ key: 'health', value: 'failing', negated: false }],
      words: 'colour:red health: <img>',
    })
  })

  it('does not ask a list for what that list does not know', () => {
    expect(parseFilter('version:v1', ['namespace'])).toEqual({ tokens: [], words: 'version:v1' })
  })
})

describe('completion', () => {
  it.each([
    ['', ['namespace:', 'health:', 'version:', 'label:']],
    ['he', ['health:']],
    ['-n', ['-namespace:']],
    ['health:', ['health:healthy', 'health:degraded', 'health:failing']],
    ['health:FAIL', ['health:failing']],
    ['-version:', ['-version:v1', '-version:v2']],
    ['kind:', []],
    ['reviews', []],
    ['(', []],
  ])('of "%s" offers %j', (word, texts) =>
    expect(listSuggestions(word, items, facts).map(({ text }) => text)).toEqual(texts),
  )

  it('counts the items that have a value', () => {
    expect(listSuggestions('health:healthy', items, facts)).toEqual([{ text: 'health:healthy', count: 2 }])
  })
})
