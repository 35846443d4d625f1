import { expect, it } from 'vitest'
import { findAttribute } from '#server/mesh/authorization/conditions.ts'
import { matchesGlob } from '#server/mesh/authorization/match-glob.ts'
import { buildPathMatch } from '#server/mesh/authorization/match-text.ts'

it.each<[string, string, boolean]>([
  ['abc', 'abc', true],
  ['abc', 'abcd', false],
  ['a*', 'a', true],
  ['a*c', 'abbc', true],
  ['a*c', 'ac', true],
  ['a*ca*c', 'aca', false],
  ['a*b*c', 'a-c-b-c', true],
  ['a*b*c', 'a-c', false],
  ['*ab', 'ab', true],
  ['ab*ba', 'aba', false],
  ['**', '', true],
])('%s against %s: %s', (pattern, text, matches) => {
  expect(matchesGlob(pattern.split('*'), text)).toBe(matches)
})

/** A pattern and a text that an expression with steps back would work on for longer than the sun shines. */
const stars = `${'*a'.repeat(60)}*`
const text = `${'a'.repeat(4_000)}b`

it('a namespace of many stars is matched in no time', () => {
  const facts = { protocol: 'http', namespace: 'shop', domains: ['cluster.local'] } as const
  const match = findAttribute('source.namespace', facts)?.build(`${stars}c`)
  const request = {
    protocol: 'http' as const,
    source: { principal: `td/ns/${text}/sa/x`, ip: '', remoteIp: '' },
    destination: { ip: '', port: 80 },
    sni: '',
  }
  expect(match?.(request)).toBe(false)
})

it('a service account is looked for in no time, however often its namespace is repeated', () => {
  const facts = { protocol: 'http', namespace: 'shop', domains: ['cluster.local'] } as const
  const match = findAttribute('source.serviceAccount', facts)?.build('x/cart')
  const ask = (principal: string) =>
    match?.({
      protocol: 'http',
      source: { principal, ip: '', remoteIp: '' },
      destination: { ip: '', port: 80 },
      sni: '',
    })
  expect(ask(`td${'/ns/x/sa/car'.repeat(20_000)}`)).toBe(false)
  expect(ask(`td${'/ns/x/sa/car'.repeat(20_000)}/sa/cart`)).toBe(true)
  expect(ask('td/ns/x/sa/cart')).toBe(true)
  expect(ask('td/ns/x/other/sa/cart/more')).toBe(true)
  expect(ask('td/ns/x/sa/cart/')).toBe(false)
  expect(ask('/ns/x/sa/cart')).toBe(false)
})

it('a template of several {**} is none that a proxy takes', () => {
  expect(buildPathMatch('/{**}/{**}')).toBeUndefined()
  expect(buildPathMatch(`/${'{*}/'.repeat(200)}{**}`)?.(`/${'a/'.repeat(4_000)}`)).toBe(true)
})
