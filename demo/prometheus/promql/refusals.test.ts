import { expect, test } from 'vitest'
import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import { Evaluation } from '#demo/prometheus/promql/evaluate.ts'
import { parsePromql } from '#demo/prometheus/promql/parse.ts'
import { buildStaticSource } from '#demo/prometheus/samples/static-source.ts'

/** What Prometheus 3.15 says, as `e2e/real/fidelity` finds it. */
test.each([
  [
    'temperature{job}',
    '1:16: parse error: unexpected "}" in label matching, expected label matching operator',
  ],
  [
    'temperature{job=api}',
    '1:17: parse error: unexpected identifier "api" in label matching, expected string',
  ],
  [
    'temperature{=~"x"}',
    '1:13: parse error: unexpected <op:=~> in label matching, expected identifier or "}"',
  ],
  ['temperature{job=="api"}', '1:17: parse error: unexpected "=" in label matching, expected string'],
  [
    'sum by job (temperature)',
    '1:8: parse error: unexpected identifier "job" in grouping opts, expected "("',
  ],
  [
    'temperature offset',
    '1:19: parse error: unexpected end of input in offset, expected number, duration, step(), or range()',
  ],
  ['temperature @', '1:14: parse error: unexpected end of input in @, expected timestamp'],
  [
    'temperature[]',
    '1:13: parse error: unexpected "]" in subquery or range selector, expected number, duration, step(), or range()',
  ],
  ['temperature[1x]', '1:13: parse error: bad number or duration syntax: "1"'],
  ['5m5', '1:1: parse error: bad number or duration syntax: "5m5"'],
  ['1.2.3', '1:1: parse error: bad number or duration syntax: "1.2."'],
  ['temperature{job=~"("}', '1:13: parse error: error parsing regexp: missing closing ): `(`'],
  [
    'temperature{job=~"*"}',
    '1:13: parse error: error parsing regexp: missing argument to repetition operator: `*`',
  ],
  [
    'temperature{job=~"a**"}',
    '1:13: parse error: error parsing regexp: invalid nested repetition operator: `**`',
  ],
  ['temperature{job=~"["}', '1:13: parse error: error parsing regexp: missing closing ]: `[`'],
  [
    'temperature{__name__="capacity"}',
    '1:1: parse error: metric name must not be set twice: "temperature" or "capacity"',
  ],
  ['rate(temperature[0s])', '1:18: parse error: duration must be greater than 0'],
  ['rate(sum(temperature)[5m])', '1:22: parse error: ranges only allowed for vector selectors'],
  ['1 > 2', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
  ['temperature offset 1m offset 2m', '1:1: parse error: offset may not be set multiple times'],
  ['temperature @ 5 @ 6', '1:1: parse error: @ <timestamp> may not be set multiple times'],
  ['"\\q"', "1:1: parse error: unknown escape sequence U+0071 'q'"],
  ['info(temperature)', '1:1: parse error: function "info" is not enabled'],
  [
    'limitk(2, temperature)',
    '1:1: parse error: limitk() is experimental and must be enabled with --enable-feature=promql-experimental-functions',
  ],
])('%s is refused: %s', (query, message) => {
  expect(() => parsePromql(query)).toThrow(new PromqlError('bad_data', message))
})

const source = buildStaticSource({
  result: [
    { metric: { __name__: 'gauge' }, values: [0, 5, 10].map((time) => [time, time]) },
    ...[5, 2, 5].map((count, at) => ({
      metric: { __name__: 'falling_bucket', le: ['1', '2', '+Inf'][at] ?? '' },
      values: [[10, count] as const],
    })),
  ],
})

test.each([
  [
    'rate(gauge[1m])',
    'info',
    'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "gauge" (1:6)',
  ],
  [
    'quantile(1.5, gauge)',
    'warning',
    'PromQL warning: quantile value should be between 0 and 1, got 1.5 (1:10)',
  ],
  [
    'histogram_quantile(0.5, gauge)',
    'warning',
    'PromQL warning: bucket label "le" is missing or has a malformed value of "" (1:25)',
  ],
  [
    'histogram_quantile(0.5, falling_bucket)',
    'info',
    'PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile), from buckets 2 to 2, with a max diff of 3, over 1 samples from 1970-01-01T00:00:10Z to 1970-01-01T00:00:10Z (1:25)',
  ],
] as const)('%s says as %s: %s', (query, level, text) => {
  const evaluation = new Evaluation({ source, startMs: 10_000, endMs: 10_000 })
  evaluation.evaluate(parsePromql(query), 10_000)
  expect(evaluation.notes.list(level, query)).toEqual([text])
})

test.each([
  ['gauge # a comment\n + 1', 11],
  ['.5 + 5.', 5.5],
  ['days_in_month(vector(1709251200))', 31],
  ['year(vector(NaN))', 292_277_026_596],
  ['pi()', Math.PI],
  ['vector(1) atan2 vector(1)', Math.PI / 4],
])('%s is %d', (query, value) => {
  const result = new Evaluation({ source, startMs: 10_000, endMs: 10_000 }).evaluate(
    parsePromql(query),
    10_000,
  )
  const found =
    result.type === 'vector' ? result.samples[0]?.value : result.type === 'scalar' ? result.value : NaN
  expect(found).toBeCloseTo(value, 9)
})
