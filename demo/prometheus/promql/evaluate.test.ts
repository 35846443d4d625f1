import { describe, expect, test } from 'vitest'
import { Evaluation } from '#demo/prometheus/promql/evaluate.ts'
import { presentMetric } from '#demo/prometheus/promql/labels.ts'
import { parsePromql } from '#demo/prometheus/promql/parse.ts'
import { buildStaticSource } from '#demo/prometheus/samples/static-source.ts'

const END_MS = 1_000_000

function count(start: number, step: number, scrapes = 13): [number, number][] {
  return Array.from({ length: scrapes }, (_, at) => [
    END_MS / 1000 - (scrapes - 1 - at) * 5,
    start + at * step,
  ])
}

const bucket = (le: string, value: number) => ({ metric: { __name__: 'h', le }, values: count(value, 0) })
const source = buildStaticSource({
  result: [
    { metric: { __name__: 'c_total', a: 'x', b: '1' }, values: count(1000, 5) },
    { metric: { __name__: 'c_total', a: 'x', b: '2' }, values: count(1000, 10) },
    { metric: { __name__: 'c_total', a: 'y' }, values: count(1000, 15) },
    { metric: { __name__: 'young_total' }, values: count(0, 5, 4) },
    {
      metric: { __name__: 'reset_total' },
      values: [...count(100, 10).slice(0, 6), ...count(-60, 10).slice(6)],
    },
    { metric: { __name__: 'g', a: 'x' }, values: count(7, 0) },
    { metric: { __name__: 'g', a: 'y' }, values: count(Number.NaN, 0) },
    { metric: { __name__: 'twin', a: 'x' }, values: count(7, 0) },
    { metric: { __name__: 'info', a: 'x', team: 'red' }, values: count(1, 0) },
    bucket('1', 10),
    bucket('2', 30),
    bucket('+Inf', 40),
  ],
})

function evaluate(query: string, timeMs = END_MS): unknown {
  const value = new Evaluation({ source, startMs: timeMs, endMs: timeMs }).evaluate(
    parsePromql(query),
    timeMs,
  )
  if (value.type !== 'vector') return value.type === 'matrix' ? value.series.length : value.value
  return value.samples.map((sample) => [presentMetric(sample), Number(sample.value.toFixed(9))])
}

describe('rates', () => {
  test.each([
    // Off the grid the first sample is 2 s after the start and the last 3 s before the end: both are within a step.
    ['rate over whole windows is the slope', 'rate(c_total{a="y"}[30s])', END_MS + 3000, 3],
    ['a sample on the start is outside', 'count_over_time(c_total{a="y"}[30s])', END_MS, 6],
    ['a reset counts from zero', 'increase(reset_total[50s])', END_MS + 1000, 80 * (50 / 45)],
    ['a counter never extends below zero', 'increase(young_total[1m])', END_MS, 15],
    ['irate takes the last two', 'irate(c_total{b="2"}[1m])', END_MS, 2],
    ['offset moves the window', 'irate(c_total{b="2"}[20s] offset 20s)', END_MS, 2],
    ['@ pins it', 'c_total{b="2"} @ 970', END_MS, 1060],
    ['offset binds to the last operand', '2 - 0 * c_total{b="2"} offset 10s', END_MS, 2],
  ])('%s', (_, query, timeMs, expected) => {
    // One series is asked for, so there is one pair of metric and value.
    const [[, value] = []] = evaluate(query, timeMs) as [object, number][]
    expect(value).toBeCloseTo(expected, 9)
  })

  test('one sample is no rate', () => {
    expect(evaluate('rate(c_total[5s])')).toEqual([])
  })
})

describe('grouping and matching', () => {
  test.each([
    ['sum by (a) (g > 0)', [[{ a: 'x' }, 7]]],
    [
      'count without (b) (c_total)',
      [
        [{ a: 'x' }, 2],
        [{ a: 'y' }, 1],
      ],
    ],
    ['max(g)', [[{}, 7]]],
    ['topk(1, c_total)', [[{ __name__: 'c_total', a: 'y' }, 1180]]],
    ['c_total{b="1"} / on(a) group_left(team) info', [[{ a: 'x', b: '1', team: 'red' }, 1060]]],
    ['g and on(a) info', [[{ __name__: 'g', a: 'x' }, 7]]],
    ['g unless on(a) info', [[{ __name__: 'g', a: 'y' }, Number.NaN]]],
    [
      'vector(1) or g',
      [
        [{}, 1],
        [{ __name__: 'g', a: 'x' }, 7],
        [{ __name__: 'g', a: 'y' }, Number.NaN],
      ],
    ],
    [
      'g > bool 3',
      [
        [{ a: 'x' }, 1],
        [{ a: 'y' }, 0],
      ],
    ],
    ['3 < g', [[{ __name__: 'g', a: 'x' }, 7]]],
    ['g{a=""}', []],
    ['c_total{b=""}', [[{ __name__: 'c_total', a: 'y' }, 1180]]],
    ['c_total{b!~".+"}', [[{ __name__: 'c_total', a: 'y' }, 1180]]],
    ['count(c_total{a=~"x|y", b!="1"})', [[{}, 2]]],
    ['count_values("v", g{a="x"})', [[{ v: '7' }, 1]]],
    ['absent(nope{a="b", c=~"d"})', [[{ a: 'b' }, 1]]],
    ['label_replace(g{a="x"}, "b", "$1-$1", "a", "(.)")', [[{ __name__: 'g', a: 'x', b: 'x-x' }, 7]]],
    ['label_join(g{a="x"}, "b", "-", "a", "__name__")', [[{ __name__: 'g', a: 'x', b: 'x-g' }, 7]]],
    ['round(vector(2.345), 0.01)', [[{}, 2.35]]],
    ['max_over_time(g{a="x"}[1m:10s])', [[{ a: 'x' }, 7]]],
  ])('%s', (query, expected) => {
    expect(evaluate(query)).toEqual(expected)
  })

  test.each([
    [
      'two partners on the one side',
      'g + on() g',
      /found duplicate series for the match group \{\} on the right/,
    ],
    ['many to one without saying so', 'c_total * on(a) info', /many-to-one matching must be explicit/],
    ['names dropped that alone told two series apart', '-{__name__=~"g|twin", a="x"}', /same labelset/],
    ['the same of a range', 'rate({__name__=~"g|twin", a="x"}[1m])', /same labelset/],
    [
      'labels that a group_left makes the same',
      'c_total * on(a) group_left(b) info',
      /grouping labels must ensure unique/,
    ],
  ])('refuses %s', (_, query, message) => {
    expect(() => evaluate(query)).toThrow(message)
  })
})

describe('histogram_quantile', () => {
  test.each([
    ['0.5', 1.5],
    ['0.25', 1],
    ['1', 2],
    ['0.9', 2],
    ['0', 0],
    ['-0.1', Number.NEGATIVE_INFINITY],
    ['1.1', Number.POSITIVE_INFINITY],
    ['NaN', Number.NaN],
  ])('of %s interpolates inside its bucket and names the ends', (q, expected) => {
    expect(evaluate(`histogram_quantile(${q}, h)`)).toEqual([[{}, expected]])
  })

  test('without a bucket +Inf, or with one bucket only, it is not a number', () => {
    expect(evaluate('histogram_quantile(0.5, h{le!="+Inf"})')).toEqual([[{}, Number.NaN]])
    expect(evaluate('histogram_quantile(0.5, h{le="+Inf"})')).toEqual([[{}, Number.NaN]])
  })

  test('an empty histogram has no quantile', () => {
    expect(evaluate('histogram_quantile(0.5, h * 0)')).toEqual([[{}, Number.NaN]])
  })
})

describe('parsing', () => {
  test.each([
    ['-1 ^ 2', -1],
    ['2 ^ 3 ^ 0', 2],
    ['1 + 2 * 3 % 2', 1],
    ['1h30m', 5400],
    ['0x1f', 31],
    ['"a\\n\\x41"', 'a\nA'],
    ['`a\\n`', 'a\\n'],
  ])('%s', (query, expected) => {
    expect(evaluate(query)).toBe(expected)
  })

  test.each([
    ['', 'unknown position: parse error: no expression found in input'],
    ['sum(rate(x[1m])', '1:16: parse error: unclosed left parenthesis'],
    [
      'rate(up)',
      '1:6: parse error: expected type range vector in call to function "rate", got instant vector',
    ],
    ['nosuch(up)', '1:1: parse error: unknown function with name "nosuch"'],
    ['1 > 2', 'comparisons between scalars must use BOOL modifier'],
    ['{a=~".*"}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['(a + b) offset 5m', 'offset modifier must be preceded by an instant vector selector'],
    ['g{a=~"("}', 'error parsing regexp'],
    ['g and 1', 'set operator "and" not allowed in binary scalar expression'],
    ['(g))', "1:5: parse error: unexpected right parenthesis ')'"],
    ['g + "x', '1:5: parse error: unterminated quoted string'],
    ['sum by (a,, b) (g)', '1:11: parse error: unexpected ","'],
    ['g b', '1:3: parse error: unexpected identifier "b"'],
    ['topk(1, g, g)', 'wrong number of arguments for aggregate expression provided'],
    ['quantile_over_time(g[1m])', 'expected 2 argument(s) in call to "quantile_over_time", got 1'],
  ])('%s is refused: %s', (query, message) => {
    expect(() => parsePromql(query)).toThrow(message)
  })
})
