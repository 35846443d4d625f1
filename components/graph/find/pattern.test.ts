import { describe, expect, it } from 'vitest'
import { parsePattern } from '#components/graph/find/parse-pattern.ts'
import { buildPattern } from '#components/graph/find/pattern.ts'

describe('a pattern means what it means to JavaScript', () => {
  const texts = [
    '',
    'a',
    'ab',
    'abc',
    'aab',
    'b',
    'reviews-v1',
    'reviews-v12',
    'pay',
    'REVIEWS-V3',
    'a.b',
    'a b',
    '1-2',
  ]
  it.each([
    ...[
      '',
      'a',
      '^a',
      'a$',
      '^a$',
      '^$',
      'a|b',
      '^(a|b)$',
      '(?:ab)+',
      'a*b',
      '^a+b$',
      'a?b',
      '.',
      '^..$',
      'a.b',
      'a\\.b',
    ],
    ...[
      '\\d',
      '^\\w+-v\\d$',
      '\\d+$',
      '\\D',
      '\\s',
      '^\\S+$',
      '[ab]c',
      '[^a]',
      '^[a-c]+$',
      '[A-Z]',
      '[-1]',
      '[]a]|x',
      'v[0-9]{2}',
    ],
    ...[
      'a{2}',
      'a{0,1}b',
      'a{1,}b',
      '(a*)*b',
      '(a|a)*b',
      '(|a)b',
      'a||b',
      '()',
      '^(reviews|pay)(-v\\d+)?$',
      '\\^|\\$',
      'b*?',
    ],
  ])('%s', (pattern) => {
    const fits = buildPattern(pattern)
    // A bracket that begins with ] holds it, as in POSIX; JavaScript's is empty.
    const own = new RegExp(pattern.replace('[]a]', '[\\]a]'), 'i')
    expect(texts.filter(fits)).toEqual(texts.filter((text) => own.test(text)))
  })
})

describe('a hostile pattern', () => {
  it.each([
    '(a+)+$',
    '(a|aa)+$',
    '(a*)*b',
    '(.*)*x',
    '([a-z]+)*[0-9]',
    '(x+x+)+y',
    '^(a?){30}a{30}$',
    '(((a*)*)*)*b',
  ])('%s takes no longer than its steps times the letters', (pattern) => {
    const steps = parsePattern(pattern).length
    let asked = 0
    const letters = 'a'.repeat(400)
    // Every step of every letter at most once: the bound is by construction; that it ends at all is what is shown here.
    for (const text of [letters, `${letters}!`, 'x'.repeat(400)]) {
      buildPattern(pattern)(text)
      asked += text.length * steps
    }
    expect(asked).toBeLessThan(2_000_000)
  })

  it('cannot grow by repeating what is empty', () => {
    expect(() => buildPattern('((((){99}){99}){99}){99}')).toThrow('large')
    expect(() => buildPattern('(a{99}){99}')).toThrow('large')
    expect(() => buildPattern('('.repeat(25) + ')'.repeat(25))).toThrow('large')
  })
})
