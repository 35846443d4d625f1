import { describe, expect, test } from 'vitest'
import { linkGrafana, linkPerses, linkPrometheus } from '#server/mesh/metrics/link-elsewhere.ts'

const promql = 'sum(rate(istio_requests_total{a="b&c"}[1m]))'
const range = { fromMs: Date.parse('2026-11-21T10:00:00.400Z'), toMs: Date.parse('2026-11-21T11:00:00.400Z') }
const links = { linkPrometheus, linkGrafana, linkPerses }

/** A parameter of a link that holds JSON. */
function readJson(href: string | undefined, name: string): unknown {
  return JSON.parse(new URL(href ?? '').searchParams.get(name) ?? '')
}

describe('the same question on another page', () => {
  test('of Prometheus', () => {
    const { pathname, searchParams } = new URL(linkPrometheus('http://prom:9090/base/', promql, range) ?? '')
    expect([pathname, Object.fromEntries(searchParams)]).toEqual([
      '/base/graph',
      {
        'g0.expr': promql,
        'g0.tab': 'graph',
        'g0.range_input': '3600s',
        'g0.end_input': '2026-11-21 11:00:00',
      },
    ])
  })

  test('of Grafana', () => {
    expect(readJson(linkGrafana('https://grafana.example', promql, range), 'panes')).toEqual({
      vardia: {
        queries: [{ refId: 'A', expr: promql }],
        range: { from: String(range.fromMs), to: String(range.toMs) },
      },
    })
  })

  test('of Perses, whose range is in whole seconds and holds all that was asked for', () => {
    const href = linkPerses('https://perses.example/p', promql, range)
    const { pathname, searchParams } = new URL(href ?? '')
    expect(pathname).toBe('/p/explore')
    expect(searchParams.get('explorer')).toBe('Prometheus-PrometheusExplorer')
    expect(new Date(Number(searchParams.get('start'))).toISOString()).toBe('2026-11-21T10:00:00.000Z')
    expect(new Date(Number(searchParams.get('end'))).toISOString()).toBe('2026-11-21T11:00:01.000Z')
    expect(readJson(href, 'data')).toEqual({
      tab: 'graph',
      queries: [
        {
          kind: 'TimeSeriesQuery',
          spec: { plugin: { kind: 'PrometheusTimeSeriesQuery', spec: { query: promql } } },
        },
      ],
    })
  })

  test.each(Object.entries(links))(
    '%s tells no credentials and leads nowhere without a web address',
    (_, link) => {
      expect(link('https://user:secret@there.example', promql, range)).not.toMatch(/user|secret/)
      for (const address of [undefined, '', 'javascript:alert(1)', 'istio-system/prometheus:9090'])
        expect(link(address, promql, range)).toBeUndefined()
    },
  )
})
