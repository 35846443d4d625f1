import { expect, test } from 'vitest'
import { parseLine } from '#components/logs/parse/parse-line.ts'
import { buildSpanQuestion, formatSpanLines } from '#components/logs/view/span-lines.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const point = {
  at: '2026-11-21T12:00:00.250Z',
  durationMs: 45.26,
  traceId,
  source: 'span',
  failed: true,
} as const

test('a span is a line that tells its verdict and leads to its trace', () => {
  const [line] = formatSpanLines([point], 'out')
  expect(line).toMatchObject({ time: point.at, pod: '', container: 'spans' })
  expect(parseLine(line?.text ?? '')).toMatchObject({
    form: 'logfmt',
    level: 'error',
    message: 'request sent, failed',
    traceId,
  })
  expect(line?.text).toContain('duration_ms=45.3')
})

test('an exemplar is no span', () => {
  expect(formatSpanLines([{ ...point, source: 'exemplar' }], 'in')).toEqual([])
})

test.each([
  [
    { namespace: 'shop', workload: 'cart-v1' },
    { kind: 'workload', name: 'cart-v1' },
  ],
  [
    { namespace: 'shop', app: 'cart' },
    { kind: 'application', name: 'cart' },
  ],
  [{ namespace: 'shop' }, { kind: 'namespace' }],
])('the spans of %o are asked for', (subject, asked) => {
  expect(buildSpanQuestion(subject, 'in', undefined)).toMatchObject({ namespace: 'shop', ...asked })
})

test('no store can be asked for the spans of one pod', () => {
  expect(buildSpanQuestion({ namespace: 'shop', pod: 'cart-v1-x' }, 'in', undefined)).toBeUndefined()
})
