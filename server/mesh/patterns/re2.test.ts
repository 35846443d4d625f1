import { describe, expect, it, test } from 'vitest'
import { compileRe2, matchesWhole, replaceMatches } from '#server/mesh/patterns/re2.ts'

// github.com/google/re2/wiki/Syntax
describe('a regular expression', () => {
  it.each([
    ['a.*b'],
    ['(?i)a'],
    ['(?P<n>a)'],
    ['(?:a|b)+?'],
    ['[[:alpha:]_]'],
    ['[]a]'],
    ['[^\\d-]'],
    ['\\Qa(\\E'],
    ['a{,2}'],
    ['\\pL\\p{Greek}'],
    ['\\x{10FFFF}'],
    ['\\z'],
    ['a\\-b'],
    ['{a}'],
    [''],
  ])('of RE2 is %s', (pattern) => {
    expect(compileRe2(pattern)).toBeDefined()
  })

  it.each([
    ['('],
    ['[a'],
    ['a**'],
    ['*a'],
    ['(?=a)'],
    ['(?!a)'],
    ['(?<=a)'],
    ['(a)\\1'],
    ['a{1001}'],
    ['a{2,1}'],
    ['\\y'],
    ['[z-a]'],
    ['[[:nope:]]'],
    ['\\'],
    ['a)'],
    ['\\p{Nope}'],
  ])('of RE2 is not %s', (pattern) => {
    expect(compileRe2(pattern)).toBeUndefined()
  })
})

const matches = (pattern: string, text: string) => {
  const compiled = compileRe2(pattern)
  return compiled && matchesWhole(compiled, text)
}

test.each([
  ['/api/v\\d+', '/api/v12', true],
  ['/api', '/api/v1', false],
  ['a|ab', 'ab', true],
  ['(?i)/API', '/api', true],
  ['(?P<n>[[:alpha:]]+)\\pL', 'abé', true],
  ['.', '\n', false],
  ['(?s).', '\n', true],
  ['', '', true],
])('%s takes the whole of %j: %s', (pattern, text, whole) => {
  expect(matches(pattern, text)).toBe(whole)
})

// A backtracking engine takes 2^5000 steps: this test would never end.
test('no pattern costs more than the text is long', () => {
  expect(matches('(a+)+', `${'a'.repeat(5_000)}!`)).toBe(false)
  expect(matches('(a|aa)*b', 'a'.repeat(5_000))).toBe(false)
})

test('each match is replaced from left to right, with its groups at hand', () => {
  const pattern = compileRe2('/(v\\d)?(x)?')
  const filled = pattern && replaceMatches(pattern, '/v1a/x', (groups) => `<${groups.slice(1).join()}>`)
  expect(filled).toBe('<v1,>a<,x>')
})
