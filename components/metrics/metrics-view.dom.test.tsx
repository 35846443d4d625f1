// @vitest-environment happy-dom
import { cleanup, configure, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MetricsView } from '#components/metrics/metrics-view.tsx'
import { QueryProvider } from '#components/query/query-provider.tsx'
import { servePage } from '#components/query/serve-page.test-support.ts'
import { ViewProvider } from '#components/shell/view.tsx'
import { WordsProvider } from '#components/shell/words-provider.tsx'
import type { MetricPoints } from '#contract/metric-points.ts'
import type { MetricChart, Metrics } from '#contract/metrics.ts'

configure({ asyncUtilTimeout: 15_000 })

const requests: MetricChart = {
  measure: 'requests',
  unit: 'requestsPerSecond',
  series: [{ labels: {}, values: [1, 2, 4], previous: [1, 1, 1] }],
  unshown: 3,
  promql: 'sum(rate(istio_requests_total[60s]))',
  prometheusHref: 'http://prometheus.example/graph?g0.expr=x',
  grafanaHref: 'javascript:alert(1)',
  persesHref: 'https://perses.example/explore?data=x',
}
const charts: readonly MetricChart[] = [
  requests,
  { measure: 'errors', unit: 'requestsPerSecond', series: [], unshown: 0, promql: 'x' },
  {
    measure: 'duration',
    unit: 'milliseconds',
    series: [
      { labels: {}, statistic: 'avg', values: [10, null, 20] },
      { labels: {}, statistic: 'p99', values: [100, 120, null] },
    ],
    unshown: 0,
    promql: 'y',
  },
]

let answer: Metrics
let points: MetricPoints
let asked: URL[]

beforeEach(() => {
  asked = []
  answer = {
    from: '2026-01-01T00:00:00Z',
    asOf: '2026-01-01T00:00:30Z',
    stepSeconds: 15,
    steps: 3,
    rateSeconds: 60,
    charts: [...charts],
    notices: [],
  }
  const point = { traceId: 'ab12', source: 'span', failed: false } as const
  points = {
    from: answer.from,
    asOf: answer.asOf,
    points: [
      { ...point, at: '2026-01-01T00:00:10Z', durationMs: 12 },
      { ...point, at: '2026-01-01T00:00:20Z', durationMs: 900, failed: true, traceId: 'cd34' },
    ],
    unshown: 4,
    notices: [],
  }
})
servePage((url) => {
  const body = url.pathname.endsWith('/metrics')
    ? answer
    : url.pathname.endsWith('/metrics/points')
      ? points
      : undefined
  if (!body) return undefined
  asked.push(url)
  return { status: 200, body }
})

afterEach(() => {
  vi.unstubAllEnvs()
  localStorage.clear()
})

const noWay = () => undefined
const router = {
  push: noWay,
  replace: noWay,
  refresh: noWay,
  prefetch: noWay,
  back: noWay,
  forward: noWay,
  bfcacheId: '0',
}

function show(query = '') {
  render(
    <WordsProvider>
      <QueryProvider>
        <ViewProvider>
          <AppRouterContext value={router}>
            <SearchParamsContext value={new URLSearchParams(query)}>
              <MetricsView of={{ kind: 'workload', namespace: 'shop', name: 'cart' }} />
            </SearchParamsContext>
          </AppRouterContext>
        </ViewProvider>
      </QueryProvider>
    </WordsProvider>,
  )
}

const card = async (name: string) => within(await screen.findByRole('region', { name }))

describe('the charts', () => {
  it('say each line with its last and highest value, its unit, and what is not shown', async () => {
    show()
    const first = await card('Requests')
    expect(first.getByRole('button', { name: /4 rps · most 4 rps/ })).toBeTruthy()
    expect(first.getByText('3 more are not shown.')).toBeTruthy()
    const duration = await card('Request duration')
    expect(duration.getByRole('button', { name: /average 20 ms/ })).toBeTruthy()
    expect(duration.getByRole('button', { name: /p99 nothing now · most 120 ms/ })).toBeTruthy()
    expect((await card('Errors by code')).getByText('No request failed.')).toBeTruthy()
    expect(asked[0]?.searchParams.get('rateSeconds')).toBe('60')
  })

  it('are tables too, newest first, with a mark where nothing was measured', async () => {
    show()
    const duration = await card('Request duration')
    await userEvent.click(duration.getByRole('button', { name: 'Request duration as a table' }))
    const [, newest, before] = duration.getAllByRole('row')
    expect(newest?.textContent).toMatch(/20 ms–$/)
    expect(before?.textContent).toMatch(/–120 ms$/)
  })

  it('hide a line that is pressed in the legend', async () => {
    show()
    const duration = await card('Request duration')
    await userEvent.click(duration.getByRole('button', { name: /average/ }))
    await userEvent.click(duration.getByRole('button', { name: 'Request duration as a table' }))
    expect(duration.queryByRole('columnheader', { name: 'average' })).toBeNull()
    expect(duration.getByRole('columnheader', { name: 'p99' })).toBeTruthy()
  })

  it('show their query with the way to the same elsewhere, and no link that is no web address', async () => {
    show()
    const first = await card('Requests')
    await userEvent.click(first.getByRole('button', { name: 'Query of Requests' }))
    const query = within(await screen.findByRole('dialog'))
    expect(query.getByText(requests.promql)).toBeTruthy()
    expect(query.getByRole('link', { name: /Prometheus/ }).getAttribute('href')).toBe(requests.prometheusHref)
    expect(query.queryByRole('link', { name: /Grafana/ })).toBeNull()
    expect(query.getByRole('link', { name: /Perses/ }).getAttribute('href')).toBe(requests.persesHref)
  })

  it('ask for single requests only when they are wanted, and list them as links to their traces, the slowest first', async () => {
    show()
    await card('Request duration')
    expect(asked.map(({ pathname }) => pathname.split('/').at(-1))).toEqual(['metrics'])
    cleanup()
    show('mtraces=1')
    const duration = await card('Request duration')
    await userEvent.click(await duration.findByRole('button', { name: '2 requests with a trace, 1 failed' }))
    const list = within(await screen.findByRole('dialog'))
    const [slowest, other] = list.getAllByRole('link')
    expect(slowest?.textContent).toMatch(/^900 ms at .*, failed$/)
    expect(slowest?.getAttribute('href')).toMatch(/^\/traces\/cd34/)
    expect(other?.getAttribute('href')).toMatch(/^\/traces\/ab12/)
    expect(list.getByText('4 more are not shown.')).toBeTruthy()
  })

  it.each([
    ['', '5:30:30'],
    ['zone=utc', '12:00:30'],
  ])(
    'tell their moments by the clock that the address (%s) names, and by the one chosen since',
    async (query, clock) => {
      vi.stubEnv('TZ', 'Asia/Kolkata')
      show(query)
      expect((await screen.findByText(/Each value is of/)).textContent).toContain(clock)
      await userEvent.click(screen.getByRole('checkbox', { name: 'Times in UTC' }))
      expect(new URLSearchParams(window.location.search).get('zone')).toBe(query ? null : 'utc')
      if (!query) expect(screen.getByText(/Each value is of/).textContent).toContain('12:00:30')
    },
  )

  it('say that there was no traffic, instead of drawing nothing', async () => {
    answer = { ...answer, charts: [] }
    show()
    expect(await screen.findByText('No traffic')).toBeTruthy()
  })
})
