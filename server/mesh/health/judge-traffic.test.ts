import { describe, expect, test } from 'vitest'
import { type CodeRates, judgeTraffic } from '#server/mesh/health/judge-traffic.ts'
import { mergeVerdicts } from '#server/mesh/health/merge-verdicts.ts'
import { buildTolerance, type Direction, defaultRate } from '#server/mesh/health/rates.ts'
import type { HealthStatus } from '#server/mesh/health/types.ts'

function traffic(
  protocol: string,
  rates: Record<string, number>,
  direction: Direction = 'inbound',
): CodeRates {
  return { direction, protocol, rates: new Map(Object.entries(rates)) }
}

/** Kiali's defaults, row by row (config/config.go, HealthConfig). */
const defaults: readonly [name: string, of: CodeRates, status: HealthStatus][] = [
  ['all well', traffic('http', { 200: 9, 302: 1 }), 'healthy'],
  ['one 5xx in a thousand', traffic('http', { 200: 999, 500: 1 }), 'degraded'],
  ['just below a tenth 5xx', traffic('http', { 200: 90.1, 503: 9.9 }), 'degraded'],
  ['a tenth 5xx', traffic('http', { 200: 90, 503: 10 }), 'failing'],
  ['several 5xx together a tenth', traffic('http', { 200: 90, 500: 5, 503: 5 }), 'failing'],
  ['just below a tenth 4xx', traffic('http', { 200: 90.1, 404: 9.9 }), 'healthy'],
  ['a tenth 4xx', traffic('http', { 200: 90, 404: 10 }), 'degraded'],
  ['a fifth 4xx', traffic('http', { 200: 80, 404: 20 }), 'failing'],
  ['one gRPC failure in a thousand', traffic('grpc', { 0: 999, 14: 1 }), 'degraded'],
  ['a tenth gRPC failures', traffic('grpc', { 0: 90, 2: 10 }), 'failing'],
  ['gRPC statuses end at 16', traffic('grpc', { 0: 50, 17: 50 }), 'healthy'],
  ['an HTTP status of gRPC is of no rule', traffic('grpc', { 0: 50, 503: 50 }), 'healthy'],
  ['a gRPC status of HTTP is of no rule', traffic('http', { 200: 50, 14: 50 }), 'healthy'],
  ['one request in a thousand without an answer', traffic('http', { 200: 999, '-': 1 }), 'degraded'],
  ['a tenth gRPC without an answer', traffic('grpc', { 0: 90, '-': 10 }), 'failing'],
  ['TCP has no codes', traffic('tcp', { '-': 100 }), 'healthy'],
  ['no requests', traffic('http', {}), 'idle'],
]

describe('by the default rules', () => {
  test.each(defaults)('%s', (_, of, status) => {
    expect(judgeTraffic([of], defaultRate.tolerances, 60).status).toBe(status)
  })

  test('what is received and what is sent is judged together', () => {
    const both = [traffic('http', { 200: 50 }), traffic('http', { 200: 45, 500: 5 }, 'outbound')]
    expect(judgeTraffic(both, defaultRate.tolerances, 60).status).toBe('degraded')
    expect(judgeTraffic(both.slice(1), defaultRate.tolerances, 60).status).toBe('failing')
  })

  test('HTTP does not thin out the failures of gRPC', () => {
    const both = [traffic('http', { 200: 1000 }), traffic('grpc', { 0: 8, 14: 2 })]
    expect(judgeTraffic(both, defaultRate.tolerances, 60).status).toBe('failing')
  })
})

describe('by other tolerances', () => {
  const inbound = buildTolerance({ code: '404', degraded: 0, failure: 50, direction: 'inbound' })
  const others = buildTolerance({ code: '4XX', degraded: 0, failure: 10 })

  test('a code counts against the first that fits it', () => {
    const of = [traffic('http', { 200: 70, 404: 30 })]
    expect(judgeTraffic(of, [inbound, others], 60).status).toBe('degraded')
    expect(judgeTraffic(of, [others, inbound], 60).status).toBe('failing')
  })

  test('a direction that does not fit leaves the code to the next', () => {
    const of = [traffic('http', { 200: 70, 404: 30 }, 'outbound')]
    expect(judgeTraffic(of, [inbound, others], 60).status).toBe('failing')
  })

  test('without tolerances nothing is wrong', () => {
    expect(judgeTraffic([traffic('http', { 500: 1 })], [], 60).status).toBe('healthy')
  })
})

test('a verdict tells rule, share, thresholds and window', () => {
  const { reasons } = judgeTraffic([traffic('http', { 200: 7, 404: 1, 503: 2 })], defaultRate.tolerances, 600)
  expect(reasons).toEqual([
    {
      code: 'traffic-failing',
      params: {
        rule: '5XX',
        outcome: 'class',
        direction: 'inbound',
        percent: 20,
        degraded: 0,
        failure: 10,
        failedPerSecond: 2,
        requestsPerSecond: 10,
        rangeSeconds: 600,
        target: '',
        targets: 0,
      },
    },
    expect.objectContaining({ code: 'traffic-degraded' }),
  ])
})

test.each([
  ['500', 'http', '5XX', 'class'],
  ['14', 'grpc', '^[1-9]$|^1[0-6]$', 'grpc'],
  ['-', 'http', '^-$', 'unanswered'],
] as const)('a code %s of %s is told by what it means, beside its rule', (code, protocol, rule, outcome) => {
  const { reasons } = judgeTraffic([traffic(protocol, { [code]: 1 })], defaultRate.tolerances, 60)
  expect(reasons).toMatchObject([{ params: { rule, outcome } }])
})

test('a reason names the service that most of what is sent fails at, by the codes it counts', () => {
  const sent = {
    ...traffic('http', { 200: 6, 500: 1, 503: 4 }, 'outbound'),
    targets: new Map([
      ['200', new Map([['a/well', 6]])],
      ['500', new Map([['a/once', 1]])],
      ['503', new Map([['b/often', 4]])],
    ]),
  }
  const name = (of: CodeRates) => judgeTraffic([of], defaultRate.tolerances, 60).reasons[0]?.params
  expect(name(sent)).toMatchObject({ target: 'b/often', targets: 2 })
  expect(name(traffic('http', { 500: 1 }, 'outbound'))).toMatchObject({ target: '', targets: 0 })
})

test('a reason tells whose requests are counted, in two digits', () => {
  const mixed = [
    traffic('http', { 200: 2 }),
    { ...traffic('http', { 503: 1.2345 }), direction: 'outbound' },
  ] as const
  expect(judgeTraffic(mixed, defaultRate.tolerances, 60).reasons).toMatchObject([
    { params: { direction: 'both', percent: 38, failedPerSecond: 1.2, requestsPerSecond: 3.2 } },
  ])
})

test('who is healthy with failing requests is told which, and from where on they count', () => {
  const few = [traffic('http', { 200: 95, 404: 5 })]
  expect(judgeTraffic(few, defaultRate.tolerances, 60)).toMatchObject({
    status: 'healthy',
    reasons: [{ code: 'traffic-tolerated', params: { rule: '4XX', percent: 5, degraded: 10 } }],
  })
  const sick = [traffic('http', { 200: 90, 404: 5, 500: 5 })]
  expect(judgeTraffic(sick, defaultRate.tolerances, 60).reasons.map(({ code }) => code)).toEqual([
    'traffic-degraded',
  ])
  const pods = { status: 'degraded' as const, reasons: [{ code: 'replicas-some', params: {} }] }
  expect(mergeVerdicts(pods, judgeTraffic(few, defaultRate.tolerances, 60))).toEqual(pods)
})
