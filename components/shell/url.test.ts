import { describe, expect, it } from 'vitest'
import {
  buildSharedView,
  buildViewQuery,
  formatSpan,
  parseSharedView,
  parseSpan,
  type Refresh,
  rangeChoices,
  refreshChoices,
  type SharedView,
} from '#components/shell/url.ts'

const namespaceSets: readonly (readonly string[])[] = [
  [],
  ['bookinfo'],
  ['bookinfo', 'shop'],
  ['0day', 'a', 'x'.repeat(63)],
]
const refreshes: readonly Refresh[] = ['manual', 'paused', ...refreshChoices, 7, 90]

describe('the shared view in the URL', () => {
  it('comes back as it was written, for every choice that the pickers offer', () => {
    for (const namespaces of namespaceSets)
      for (const rangeSeconds of [...rangeChoices, 30, 90])
        for (const refresh of refreshes) {
          const view: SharedView = { namespaces, rangeSeconds, refresh }
          expect(parseSharedView(new URLSearchParams(buildSharedView(view)))).toEqual(view)
        }
  })

  it('keeps the keys of the screen when it writes its own', () => {
    const built = buildSharedView(
      { namespaces: ['b', 'a'], rangeSeconds: 600, refresh: 15 },
      new URLSearchParams('view=app&ns=old&find=a%3Db'),
    )
    expect(built).toBe('?view=app&ns=b,a&find=a%3Db&range=10m&refresh=15s')
  })

  it.each([
    ['nothing', '', {}],
    ['all namespaces', 'ns=*', { namespaces: [] }],
    ['repeats and spaces', 'ns=b,%20a,b', { namespaces: ['a', 'b'] }],
    ['a quote of PromQL in a namespace', 'ns=a%22%7D,ok', { namespaces: ['ok'] }],
    ['no possible name at all', 'ns=UPPER,-x', {}],
    ['a name of 64 letters', `ns=${'x'.repeat(64)}`, {}],
    ['a range below 30 s', 'range=29s', {}],
    ['a range above 30 days', 'range=31d', {}],
    ['a range that is no span', 'range=1e3', {}],
    ['a refresh of no time', 'refresh=0s', {}],
    ['a refresh of words', 'refresh=soon', {}],
  ])('reads %s as what it is and leaves out what it is not', (_what, query, expected) => {
    expect(parseSharedView(new URLSearchParams(query))).toEqual(expected)
  })

  it('gives links the shared part alone', () => {
    expect(buildViewQuery(new URLSearchParams('ns=a,b&view=app&range=1m&refresh=paused&select=x'))).toBe(
      '?ns=a,b&range=1m&refresh=paused',
    )
    expect(buildViewQuery(new URLSearchParams('view=app'))).toBe('')
  })
})

describe('spans', () => {
  it.each([
    [60, '1m'],
    [90, '90s'],
    [600, '10m'],
    [3_600, '1h'],
    [86_400, '1d'],
    [2_592_000, '30d'],
  ])('%i s is written %s and read back', (seconds, text) => {
    expect(formatSpan(seconds)).toBe(text)
    expect(parseSpan(text)).toBe(seconds)
  })

  it.each(['', '1', 'm', '-1m', '1.5m', '1w', ' 1m'])('refuses %j', (text) => {
    expect(parseSpan(text)).toBeUndefined()
  })
})
