import { describe, expect, it } from 'vitest'
import {
  type AccessState,
  buildAccessQuery,
  buildAccessQuestion,
  firstAccessState,
  parseAccessState,
} from '#components/security/access/url.ts'

const full: AccessState = {
  tab: 'ask',
  from: 'cluster.local/ns/shop/sa/cart',
  to: 'shop/payment',
  toKind: 'service',
  port: '8080',
  protocol: 'http',
  method: 'GET',
  path: '/pay?x=1&y=%20',
  host: 'payment:8080',
  headers: 'x-env: prod\nx-empty:',
  claims: '{"iss":"https://i","groups":["a"]}',
  ip: '10.0.0.1',
}

describe('the link of a question', () => {
  it.each([
    ['all that can be said', full],
    ['nothing', firstAccessState],
    ['a request without token', { ...firstAccessState, tab: 'ask', to: 'a/b', claims: 'none' } as const],
  ])('keeps %s, beside the keys of others', (_, state) => {
    const query = new URLSearchParams(buildAccessQuery(state, new URLSearchParams('ns=shop')))
    expect(parseAccessState(query)).toEqual(state)
    expect(query.get('ns')).toBe('shop')
  })

  it('knows of what is too long that it was, so that nothing is asked with a part of it', () => {
    const state = parseAccessState(new URLSearchParams({ to: 'shop/payment-v1', path: 'x'.repeat(9_000) }))
    expect(buildAccessQuestion(state)).toEqual({ fault: 'long' })
  })

  it('falls back where it is malformed', () => {
    expect(parseAccessState(new URLSearchParams('tab=x&toKind=y&protocol=z'))).toEqual(firstAccessState)
  })
})

describe('the question of the form', () => {
  it('says all that the form says', () => {
    expect(buildAccessQuestion(full)).toEqual({
      input: {
        from: { principal: 'cluster.local/ns/shop/sa/cart' },
        to: { namespace: 'shop', service: 'payment' },
        port: 8080,
        protocol: 'http',
        method: 'GET',
        path: '/pay?x=1&y=%20',
        host: 'payment:8080',
        headers: { 'x-env': 'prod', 'x-empty': '' },
        claims: { iss: 'https://i', groups: ['a'] },
        sourceIp: '10.0.0.1',
      },
    })
  })

  it.each<[string, Partial<AccessState>, unknown]>([
    ['nothing is asked', { to: '' }, undefined],
    ['a target without namespace', { to: 'payment' }, { fault: 'to' }],
    ['a port of words', { port: 'http' }, { fault: 'port' }],
    ['a header without name', { headers: 'prod' }, { fault: 'headers' }],
    ['claims that are no JSON', { claims: '{iss' }, { fault: 'claims' }],
    ['a path that no address holds', { path: '/'.repeat(6_001) }, { fault: 'long' }],
    [
      'fields that are too long together',
      { path: '/'.repeat(3_001), headers: `a:${'b'.repeat(3_000)}` },
      { fault: 'long' },
    ],
    ['claims that are a list', { claims: '[]' }, { fault: 'claims' }],
  ])('%s', (_, part, question) => {
    expect(buildAccessQuestion({ ...full, ...part })).toEqual(question)
  })

  it('leaves open what is empty, and a caller is a workload, a principal or nobody', () => {
    const ask = (part: Partial<AccessState>) =>
      buildAccessQuestion({ ...firstAccessState, to: 'a/b', ...part })
    expect(ask({})).toEqual({ input: { from: {}, to: { namespace: 'a', workload: 'b' } } })
    expect(ask({ from: 'c/d' })).toMatchObject({ input: { from: { namespace: 'c', workload: 'd' } } })
    expect(ask({ claims: 'none' })).toMatchObject({ input: { claims: null } })
  })
})
