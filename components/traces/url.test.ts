import { describe, expect, it } from 'vitest'
import {
  buildTracesQuery,
  firstTracesState,
  parseSubject,
  parseTracesState,
  type TracesState,
} from '#components/traces/url.ts'

const read = (text: string) => parseTracesState(new URLSearchParams(text))

describe('the address of a list of traces', () => {
  it.each<Partial<TracesState>>([
    {},
    { minMs: 0.5, maxMs: 100 },
    { errors: true, code: '503', limit: 20 },
    { requestId: 'a-b&c=d', tags: ['http.method=GET', 'x=a=b'] },
  ])('reads %j as it was written, and keeps the rest', (part) => {
    const state = { ...firstTracesState, ...part }
    const text = buildTracesQuery(state, new URLSearchParams('ns=shop&min=9'))
    expect(read(text)).toEqual(state)
    expect(new URLSearchParams(text).get('ns')).toBe('shop')
  })
  it.each(['min=-1', 'min=much', 'max=1e99', 'code=abc', 'limit=7', 'tags=novalue,=x', 'errors=yes'])(
    'takes %s for nothing',
    (text) => {
      expect(read(text)).toEqual(firstTracesState)
    },
  )
  it.each([
    ['', undefined],
    ['workload=a', undefined],
    ['namespace=shop', { namespace: 'shop' }],
    ['namespace=shop&workload=a-v1', { namespace: 'shop', workload: 'a-v1' }],
    ['namespace=shop&app=a', { namespace: 'shop', app: 'a' }],
    ['namespace=shop&service=%3Cimg%3E', { namespace: 'shop' }],
    ['namespace=..%2F&service=a', undefined],
  ])('says by %j whose they are', (text, subject) => {
    expect(parseSubject(new URLSearchParams(text))).toEqual(subject)
  })
})
