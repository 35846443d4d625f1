import { describe, expect, it } from 'vitest'
import { isFault, parsePattern } from '#components/logs/feed/match-lines.ts'

const fits = (written: string, text: string) => {
  const pattern = parsePattern(written)
  if (pattern === undefined || isFault(pattern)) throw new Error(`no pattern: ${pattern}`)
  return pattern.test(text)
}

describe('a pattern', () => {
  it.each([
    ['error', 'An ERROR came', true],
    ['a.b', 'axb', false],
    ['a.b', 'xa.bx', true],
    ['/a.b/', 'axb', true],
    ['/^GET .* 50[34]$/', 'get /x 503', true],
    ['/reviews/0', 'GET /reviews/0 HTTP', true],
    ['(', 'a (b', true],
    ['[', 'x[0]', true],
    ['<img', '<img onerror>', true],
  ])('%s in "%s": %s', (written, text, expected) => expect(fits(written, text)).toBe(expected))

  it.each([
    ['/(/', 'broken'],
    ['/[/', 'broken'],
    ['/(a+)+$/', 'slow'],
    ['/(a|a)*b/', 'slow'],
    ['/((ab)*c*)+/', 'slow'],
    ['/(x+x+)+y/', 'slow'],
    ['/(.*a){20,}/', 'slow'],
  ])('%s is refused: %s', (written, fault) => expect(parsePattern(written)).toBe(fault))

  it('is none where nothing is written', () => {
    expect(parsePattern('  ')).toBeUndefined()
  })

  it('marks what it found, not more than a line bears', () => {
    const pattern = parsePattern('b')
    if (pattern === undefined || isFault(pattern)) throw new Error('no pattern')
    expect(pattern.find('abcb')).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(pattern.find('b'.repeat(5_000)).length).toBeLessThanOrEqual(200)
  })

  it('of empty matches marks nothing', () => {
    const pattern = parsePattern('/x*/')
    if (pattern === undefined || isFault(pattern)) throw new Error('no pattern')
    expect(pattern.find('abc')).toEqual([])
  })
})
