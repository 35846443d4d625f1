import { expect, it } from 'vitest'
import { parseExemplars } from '#server/adapters/prometheus/parse-exemplars.ts'

const asked = { address: 'http://p', target: '/api/v1/query_exemplars' }
const exemplar = (labels: unknown, value: unknown = '12.5', timestamp: unknown = 100.25) => ({
  labels,
  value,
  timestamp,
})
const parse = (...exemplars: unknown[]) => parseExemplars([{ seriesLabels: {}, exemplars }], asked)

it.each(['trace_id', 'traceID', 'traceId', 'TraceID'])('a trace is named by %s', (label) => {
  expect(parse(exemplar({ [label]: 'AB12' }))).toEqual([{ value: 12.5, atMs: 100_250, traceId: 'AB12' }])
})

it.each([
  ['without a trace', exemplar({ user: 'x' })],
  ['of a trace that is none', exemplar({ trace_id: '<img onerror=x>' })],
  ['of no number', exemplar({ trace_id: 'a1' }, 'NaN')],
  ['of no moment', exemplar({ trace_id: 'a1' }, '1', '100')],
  ['without labels', { value: '1', timestamp: 1 }],
  ['that is nothing', null],
])('one %s is left out', (_, one) => {
  expect(parse(one)).toEqual([])
})

it('the newest come first, at most two thousand', () => {
  const many = Array.from({ length: 2_500 }, (_, at) => exemplar({ trace_id: 'a1' }, '1', at))
  const told = parse(...many)
  expect(told).toHaveLength(2_000)
  expect(told[0]?.atMs).toBe(2_499_000)
})

it('no data at all is none, another shape is unsupported', () => {
  expect(parseExemplars(undefined, asked)).toEqual([])
  expect(() => parseExemplars({}, asked)).toThrow(expect.objectContaining({ code: 'prometheus-shape' }))
})
