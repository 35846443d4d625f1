import { describe, expect, it } from 'vitest'
import { expandPrincipal, expandTrustDomain } from '#server/mesh/authorization/expand-trust-domain.ts'
import { buildAddressMatch } from '#server/mesh/authorization/match-address.ts'
import { buildHeaderMatch, buildPathMatch, buildTextMatch } from '#server/mesh/authorization/match-text.ts'
import {
  buildClaimMatch,
  buildRequestPrincipalMatch,
  parseBracketNames,
} from '#server/mesh/authorization/match-token.ts'

// istio pilot/pkg/security/authz/matcher/{string,header}.go
describe('a pattern of text', () => {
  it.each<[string, string, boolean]>([
    ['abc', 'abc', true],
    ['abc', 'ABC', false],
    ['ab*', 'abc', true],
    ['*bc', 'abc', true],
    ['*', 'a', true],
    ['*', '', false],
    ['a*c', 'abc', false],
    ['a*c', 'a*c', true],
    ['*a*', 'xa*', true],
  ])('%s against %j: %s', (pattern, text, matches) => {
    expect(buildTextMatch(pattern)(text)).toBe(matches)
  })

  it('of a header takes an empty one for present, and of a host ignores case', () => {
    expect(buildHeaderMatch('*')('')).toBe(true)
    expect(buildHeaderMatch('*.Example.test', { ignoreCase: true })('a.EXAMPLE.test')).toBe(true)
  })
})

// Envoy source/extensions/path/uri_template_lib; the last two surprise
describe('a pattern of a path', () => {
  it.each<[string, string, boolean]>([
    ['/api', '/api?x=1#y', true],
    ['/api*', '/x?/api', false],
    ['/users/{*}/orders', '/users/7/orders', true],
    ['/users/{*}/orders', '/users/7/8/orders', false],
    ['/users/{*}', '/users/', false],
    ['/a.c/{*}', '/abc/1', false],
    ['/files/{**}', '/files/a/b', true],
    ['/files/{**}', '/files/', true],
    ['/files/{**}', '/files', false],
    ['/v1/{**}/tail', '/v1//tail', true],
    ['/v1/{**}/tail', '/v1/tail', false],
    ['/{*}', '/"', false],
  ])('%s against %s: %s', (pattern, path, matches) => {
    expect(buildPathMatch(pattern)?.(path)).toBe(matches)
  })
})

// Envoy CidrRange
describe('a block of addresses', () => {
  it.each<[string, string, boolean | undefined]>([
    ['10.1.7.20', '10.1.7.20', true],
    ['10.1.7.20', '10.1.7.21', false],
    ['10.1.7.20/16', '10.1.0.1', true],
    ['10.0.0.0/0', '1.2.3.4', true],
    ['2001:db8::/32', '2001:db8:1::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::ffff:10.0.0.1', '::ffff:a00:1', true],
    ['0.0.0.0/0', '::1', false],
    ['10.0.0.0/33', '10.0.0.1', undefined],
    ['10.0.0', '10.0.0.1', undefined],
    ['1::2::3', '1::2', undefined],
  ])('%s against %s: %s', (block, address, matches) => {
    expect(buildAddressMatch(block)?.(address)).toBe(matches)
  })
})

// istio pilot/pkg/security/trustdomain/bundle.go
describe('trust domains', () => {
  const domains = ['new.example', 'old.example']
  it.each<[string, readonly string[]]>([
    ['new.example/ns/a/sa/b', ['new.example/ns/a/sa/b', 'old.example/ns/a/sa/b']],
    ['cluster.local/ns/a/sa/b', ['new.example/ns/a/sa/b', 'old.example/ns/a/sa/b']],
    ['far.example/ns/a/sa/b', ['far.example/ns/a/sa/b']],
    ['*/ns/a/sa/b', ['*/ns/a/sa/b']],
    ['*.example/ns/a/sa/b', ['*.example/ns/a/sa/b']],
    ['new.example/ns/a/sa/*', ['new.example/ns/a/sa/*', 'old.example/ns/a/sa/*']],
    ['new.example/ns/a/*', ['new.example/ns/a/*']],
  ])('of %s are %j', (principal, expanded) => {
    expect(expandPrincipal(principal, domains)).toEqual(expanded)
  })

  it('that are the mesh stand for all of it', () => {
    expect([expandTrustDomain('old.example', domains), expandTrustDomain('far', domains)]).toEqual([
      domains,
      ['far'],
    ])
  })
})

// istio pilot/pkg/security/authz/model/generator.go
describe('a token', () => {
  const token = { iss: 'https://id.test', sub: 'alice', aud: ['a', 'shop'], age: 7, realm: { role: ['ops'] } }
  it.each<[string, boolean]>([
    ['https://id.test/alice', true],
    ['https://id.test/*', true],
    ['https://id.test/al*', true],
    ['*/alice', true],
    ['*id.test/alice', true],
    ['*', true],
    ['*ice', true],
    ['https*', true],
    ['https://id.test/bob', false],
    ['*/lice', false],
    ['https://id.test', false],
  ])('has the request principal %s: %s', (pattern, matches) => {
    expect(buildRequestPrincipalMatch(pattern)(token)).toBe(matches)
  })

  it('that is absent has no principal at all', () => {
    expect(buildRequestPrincipalMatch('*')(undefined)).toBe(false)
  })

  it.each<[string, readonly string[], string, boolean]>([
    ['one of a list', ['aud'], 'shop', true],
    ['a nested one', ['realm', 'role'], 'o*', true],
    ['a number never', ['age'], '7', false],
    ['an absent one', ['gone'], '*', false],
    ['what objects inherit', ['constructor'], '*', false],
  ])('has a claim: %s', (_what, names, pattern, matches) => {
    expect(buildClaimMatch(names, [pattern])(token)).toBe(matches)
  })

  it.each<[string, readonly string[] | undefined]>([
    ['[a]', ['a']],
    ['[a][b]', ['a', 'b']],
    ['[a[b]]', ['a[b]']],
    ['a', undefined],
  ])('names claims in brackets: %s', (text, names) => {
    expect(parseBracketNames(text)).toEqual(names)
  })
})
