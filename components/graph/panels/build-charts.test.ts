import { describe, expect, it } from 'vitest'
import { buildCharts, sumUp } from '#components/graph/panels/build-charts.ts'
import type { GraphHistoryLine } from '#contract/graph-history.ts'

const http: GraphHistoryLine = {
  direction: 'in',
  protocol: 'http',
  requestsPerSecond: [null, 4, 8],
  errorPercent: [null, 50, 0],
  latencyMsP95: [null, 10, 20],
  latencyMsP50: [null, null, null],
}
const tcp: GraphHistoryLine = { direction: 'out', protocol: 'tcp', bytesPerSecond: [1, 2, 3] }
const list = (direction: 'total' | 'in' | 'out', ...lines: GraphHistoryLine[]) =>
  buildCharts({ lines }, direction).map((chart) => [
    chart.kind,
    chart.protocol,
    chart.direction,
    chart.series.map(({ id }) => id).join(' '),
  ])

describe('the charts of a history', () => {
  it('are one for each measure of each protocol and direction, without what was never measured', () => {
    expect(list('total', http, tcp)).toEqual([
      ['requests', 'http', 'in', 'requests errors'],
      ['latency', 'http', 'in', 'p95'],
      ['bytes', 'tcp', 'out', 'sent'],
    ])
  })

  it('are those of one direction where one is chosen; an edge has none', () => {
    expect(list('out', http, tcp)).toHaveLength(1)
    expect(list('out', { protocol: 'tcp', bytesPerSecond: [1] })).toEqual([
      ['bytes', 'tcp', undefined, 'sent'],
    ])
  })

  it('tell errors in requests a second, with the gaps of the requests', () => {
    const [requests] = buildCharts({ lines: [http] }, 'total')
    expect(requests?.series[1]?.values).toEqual([null, 2, 0])
  })

  it('are none of nothing', () => expect(list('total', { protocol: 'http' })).toEqual([]))
})

describe('a line in words', () => {
  it.each([
    [[null, 4, 2], { now: 2, most: 4 }],
    [[4, null], { now: undefined, most: 4 }],
    [[], { now: undefined, most: 0 }],
    [[0], { now: 0, most: 0 }],
  ])('%j', (values, words) => expect(sumUp(values)).toEqual(words))
})
