import { describe, expect, test } from 'vitest'
import { parsePromql } from '#demo/prometheus/promql/parse.ts'
import {
  type Expression,
  escapeRegex,
  formatExpression,
  formatMatchers,
  matchAny,
} from '#server/mesh/promql/expression.ts'

const rate: Expression = { kind: 'rate', metric: 'm', matchers: [] }

describe('expressions are written as PromQL', () => {
  const cases: readonly [expression: Expression, text: string][] = [
    [rate, 'rate(m[30s])'],
    [{ kind: 'sum', by: ['a', 'b'], of: rate }, 'sum by (a,b) (rate(m[30s]))'],
    [{ kind: 'quantile', quantile: 0.95, of: rate }, 'histogram_quantile(0.95, rate(m[30s]))'],
    [{ kind: 'or', of: [rate, rate] }, '(rate(m[30s])) or (rate(m[30s]))'],
    [{ kind: 'ratio', above: rate, below: rate }, '(rate(m[30s])) / (rate(m[30s]))'],
    [{ kind: 'positive', of: rate }, '(rate(m[30s])) > 0'],
    [
      { kind: 'unless', of: rate, on: ['a', 'b'], other: rate },
      '(rate(m[30s])) unless on (a,b) (rate(m[30s]))',
    ],
    [{ kind: 'call', function: 'histogram_sum', of: rate }, 'histogram_sum(rate(m[30s]))'],
    [
      { kind: 'label', name: 'direction', value: 'sent', of: rate },
      'label_replace(rate(m[30s]), "direction", "sent", "", "")',
    ],
  ]
  test.each(cases)('%o', (expression, text) => {
    expect(formatExpression(expression, 30)).toBe(text)
  })
})

/** Escapes of Go's string literals, which PromQL's are (prometheus.io/docs, "Literals"). */
const texts: readonly [text: string, quoted: string][] = [
  ['plain', '"plain"'],
  ['a"b', '"a\\"b"'],
  ['a\\b', '"a\\\\b"'],
  ['a\nb', '"a\\nb"'],
  ['a\tb\u0000c', '"a\\x09b\\x00c"'],
  ['"}) or vector(1) #', '"\\"}) or vector(1) #"'],
  ['naïve 日本', '"naïve 日本"'],
  ["it's {a}", '"it\'s {a}"'],
]

describe('a value of a matcher never ends its string early', () => {
  test.each(texts)('%j', (value, quoted) => {
    expect(formatMatchers([{ label: 'x', operator: '=', value }])).toBe(`{x=${quoted}}`)
  })

  test.each(texts)('PromQL reads %j back as one selector', (value) => {
    const text = `m${formatMatchers([{ label: 'x', operator: '=', value }])}`
    expect(parsePromql(text)).toMatchObject({
      matchers: expect.arrayContaining([expect.objectContaining({ value })]),
    })
  })
})

test('a replacement keeps its dollars, which PromQL would expand', () => {
  const expression: Expression = { kind: 'label', name: 'l', value: 'a$1', of: rate }
  expect(formatExpression(expression, 30)).toContain('"a$$1"')
})

describe('any of several values', () => {
  test('of one value it asks for no regular expression', () => {
    expect(matchAny('ns', ['a.b'])).toEqual({ label: 'ns', operator: '=', value: 'a.b' })
    expect(matchAny('ns', ['a'], true)).toEqual({ label: 'ns', operator: '!=', value: 'a' })
  })

  test('each value is taken literally', () => {
    expect(matchAny('ns', ['a.b', 'c|d'])).toEqual({ label: 'ns', operator: '=~', value: 'a\\.b|c\\|d' })
    expect(matchAny('ns', ['a', 'b'], true).operator).toBe('!~')
  })

  test('every metacharacter of RE2 is escaped', () => {
    expect(escapeRegex('\\.+*?()|[]{}^$-')).toBe('\\\\\\.\\+\\*\\?\\(\\)\\|\\[\\]\\{\\}\\^\\$-')
  })
})
