import { describe, expect, it } from 'vitest'
import { parseDashboard } from '#server/mesh/metrics/parse-dashboard.ts'
import { buildDashboardQuery } from '#server/mesh/promql/dashboard-queries.ts'

const chart = { title: 'Heap', metric: 'jvm_memory_bytes', type: 'gauge' }
const document = { title: 'JVM', charts: [chart] }

describe('a dashboard', () => {
  it('needs a title and charts; all else has a first value', () => {
    expect(parseDashboard(document)).toEqual({
      dashboard: {
        title: 'JVM',
        kinds: ['workload', 'application'],
        scope: { namespace: 'namespace', pod: 'pod' },
        charts: [{ ...chart, unit: 'number', aggregate: 'sum', labels: {}, by: [] }],
      },
      faults: [],
    })
  })

  it.each<[string, unknown, readonly (string | number)[], string]>([
    ['no map', 'text', [], 'dashboard-field'],
    ['nothing', null, [], 'dashboard-field'],
    ['no title', { charts: [] }, ['title'], 'dashboard-field'],
    ['an unknown field', { ...document, colour: 'red' }, ['colour'], 'dashboard-unknown'],
    ['a kind that is none', { ...document, kinds: ['pod'] }, ['kinds', 0], 'dashboard-field'],
    ['charts that are no list', { title: 'x', charts: {} }, ['charts'], 'dashboard-field'],
    ['too many charts', { title: 'x', charts: Array(13).fill(chart) }, ['charts'], 'dashboard-field'],
    ['a query for a metric', charts({ metric: 'sum(up)' }), ['charts', 0, 'metric'], 'dashboard-field'],
    ['a metric with a selector', charts({ metric: 'up{x="y"}' }), ['charts', 0, 'metric'], 'dashboard-field'],
    ['a type that is none', charts({ type: 'summary' }), ['charts', 0, 'type'], 'dashboard-field'],
    ['a label that is none', charts({ by: ['a"} or up'] }), ['charts', 0, 'by', 0], 'dashboard-field'],
    ['four labels to split by', charts({ by: ['a', 'b', 'c', 'd'] }), ['charts', 0, 'by'], 'dashboard-field'],
    [
      'a namespace of its own',
      charts({ labels: { namespace: 'shop' } }),
      ['charts', 0, 'labels', 'namespace'],
      'dashboard-field',
    ],
    [
      'a label with two values',
      charts({ labels: { a: ['b'] } }),
      ['charts', 0, 'labels', 'a'],
      'dashboard-field',
    ],
  ])('with %s is told where', (_, given, path, code) => {
    expect(parseDashboard(given).faults[0]).toMatchObject({ path, code })
  })

  it('draws the charts that are right beside one that is not', () => {
    const { dashboard, faults } = parseDashboard({ ...document, charts: [{ ...chart, unit: 'byte' }, chart] })
    expect(dashboard?.charts).toHaveLength(1)
    expect(faults).toHaveLength(1)
  })
})

function charts(more: object) {
  return { title: 'x', charts: [{ ...chart, ...more }] }
}

describe('the question of a custom chart', () => {
  const ask = (more: object, pods: readonly string[] | null = ['a-1', 'b.2']) => {
    const { dashboard } = parseDashboard(charts(more))
    const [first] = dashboard?.charts ?? []
    if (!dashboard || !first) throw new Error('the chart is not read')
    return buildDashboardQuery(first, {
      names: dashboard.scope,
      scope: { namespace: 'shop', pods: pods ?? undefined },
      rateSeconds: 60,
      everywhere: [{ label: 'mesh', operator: '=', value: 'one' }],
    })
  }
  const scope = 'namespace="shop",pod=~"a-1|b\\\\.2",mesh="one"'

  it.each([
    [{}, `sum by () (jvm_memory_bytes{${scope}})`],
    [
      { aggregate: 'max', by: ['area'], labels: { id: 'x"} or up' } },
      `max by (area) (jvm_memory_bytes{id="x\\"} or up",${scope}})`,
    ],
    [{ type: 'counter' }, `sum by () (rate(jvm_memory_bytes{${scope}}[60s]))`],
  ])('%o is of the object alone', (more, query) => {
    expect(ask(more)).toBe(query)
  })

  it('of a histogram has its mean and quantiles, each selector of the object alone', () => {
    const query = ask({ type: 'histogram' })
    expect(query.match(/\{[^}]*\}/g)).toEqual(Array(5).fill(`{${scope}}`))
    for (const statistic of ['avg', 'p50', 'p95', 'p99'])
      expect(query).toContain(`"statistic", "${statistic}"`)
  })

  it('of a namespace is of all its pods, and of an object without pods of none', () => {
    expect(ask({}, null)).toBe('sum by () (jvm_memory_bytes{namespace="shop",mesh="one"})')
    expect(ask({}, [])).toBe('sum by () (jvm_memory_bytes{namespace="shop",pod="",pod!="",mesh="one"})')
  })
})
