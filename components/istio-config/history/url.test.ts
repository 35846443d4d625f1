import { expect, it } from 'vitest'
import {
  buildHistoryQuery,
  firstHistoryState,
  type HistoryState,
  parseHistoryState,
} from '#components/istio-config/history/url.ts'

it.each<HistoryState>([
  firstHistoryState,
  { how: 'elsewhere', kind: 'VirtualService', name: 'reviews', backSeconds: 86_400 },
  { ...firstHistoryState, how: 'vardia' },
])('a link shows the same changes again: %o', (state) => {
  const query = new URLSearchParams(buildHistoryQuery(state, new URLSearchParams('ns=shop')))
  expect(parseHistoryState(query)).toEqual(state)
  expect(query.get('ns')).toBe('shop')
})

it('what is malformed has its first value', () => {
  expect(parseHistoryState(new URLSearchParams('how=magic&back=-5'))).toEqual(firstHistoryState)
})
