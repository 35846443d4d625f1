import { describe, expect, it } from 'vitest'
import {
  buildInput,
  buildMetricsQuery,
  firstState,
  type MetricsState,
  parseMetricsState,
} from '#components/metrics/url.ts'
import { metrics } from '#contract/metrics.ts'

const far: MetricsState = {
  direction: 'out',
  reporter: 'waypoint',
  groupBy: ['response_code', 'source_workload'],
  quantiles: ['p90', 'p99'],
  span: 3_600,
  between: { fromMs: Date.parse('2026-01-01T00:00:00Z'), toMs: Date.parse('2026-01-01T01:00:00Z') },
  previous: true,
  points: true,
}

describe('the charts in the address', () => {
  it.each([
    ['first', firstState],
    ['other', far],
  ] as const)('come back as they were written: %s', (_, state) => {
    const query = buildMetricsQuery(state, new URLSearchParams('tab=metrics&ns=shop'))
    expect(parseMetricsState(new URLSearchParams(query))).toEqual(state)
    expect(query).toContain('tab=metrics')
  })

  it.each([
    'mdir=up',
    'mreporter=%00',
    'mby=pod,namespace',
    'mq=p77',
    'mspan=-1',
    'mspan=1e99',
    'mfrom=2026-01-01T01:00:00Z&mto=2026-01-01T00:00:00Z',
    'mfrom=yesterday&mto=today',
  ])('are the first ones where an address is malformed: %s', (query) => {
    expect(parseMetricsState(new URLSearchParams(query))).toEqual(firstState)
  })
})

describe('the question of the charts', () => {
  const of = { kind: 'workload', namespace: 'shop', name: 'cart' } as const

  it.each([
    ['first', firstState],
    ['other', far],
  ] as const)('is one that the call takes: %s', (_, state) => {
    expect(metrics.input.safeParse(buildInput(of, state, 60)).success).toBe(true)
  })

  it('has the rates of lists and graph, unless they are wider than the chart or narrower than its steps', () => {
    expect(buildInput(of, firstState, 60)).toMatchObject({ rangeSeconds: 1_800, rateSeconds: 60 })
    expect(buildInput(of, firstState, 3_600)).toMatchObject({ rangeSeconds: 21_600, rateSeconds: 3_600 })
    expect(buildInput(of, { ...firstState, span: 1_800 }, 3_600)).not.toHaveProperty('rateSeconds')
    expect(buildInput(of, { ...firstState, span: 604_800 }, 60)).not.toHaveProperty('rateSeconds')
  })
})
