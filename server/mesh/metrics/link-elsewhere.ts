/** A span of time on another's page. */
export interface LinkedRange {
  readonly fromMs: number
  readonly toMs: number
}

/**
 * The same query on Prometheus' own page (its `/query`, and `/graph` before version 3, read the same parameters:
 * web/ui/mantine-ui/src/pages/query/urlStateEncoding.ts). undefined for an address that no browser opens.
 */
export function linkPrometheus(
  address: string | undefined,
  promql: string,
  { fromMs, toMs }: LinkedRange,
): string | undefined {
  const url = openable(address, 'graph')
  if (!url) return undefined
  url.searchParams.set('g0.expr', promql)
  url.searchParams.set('g0.tab', 'graph')
  url.searchParams.set('g0.range_input', `${Math.round((toMs - fromMs) / 1_000)}s`)
  url.searchParams.set('g0.end_input', new Date(toMs).toISOString().slice(0, 19).replace('T', ' '))
  return url.href
}

/** The same query in Grafana's Explore, of its default data source (grafana.com/docs, "Explore", URL format). */
export function linkGrafana(
  address: string | undefined,
  promql: string,
  { fromMs, toMs }: LinkedRange,
): string | undefined {
  const url = openable(address, 'explore')
  if (!url) return undefined
  const pane = {
    queries: [{ refId: 'A', expr: promql }],
    range: { from: String(fromMs), to: String(toMs) },
  }
  url.searchParams.set('schemaVersion', '1')
  url.searchParams.set('panes', JSON.stringify({ vardia: pane }))
  return url.href
}

/**
 * The same query in the explorer of Perses, of its default data source (perses/plugins prometheus PrometheusExplorer; the
 * range as perses/perses ui/plugin-system TimeRangeProvider/query-params.ts reads it: whole seconds, in milliseconds).
 */
export function linkPerses(
  address: string | undefined,
  promql: string,
  { fromMs, toMs }: LinkedRange,
): string | undefined {
  const url = openable(address, 'explore')
  if (!url) return undefined
  const plugin = { kind: 'PrometheusTimeSeriesQuery', spec: { query: promql } }
  const data = { tab: 'graph', queries: [{ kind: 'TimeSeriesQuery', spec: { plugin } }] }
  url.searchParams.set('explorer', 'Prometheus-PrometheusExplorer')
  url.searchParams.set('data', JSON.stringify(data))
  url.searchParams.set('start', String(Math.floor(fromMs / 1_000) * 1_000))
  url.searchParams.set('end', String(Math.ceil(toMs / 1_000) * 1_000))
  return url.href
}

function openable(address: string | undefined, page: string): URL | undefined {
  if (!address || !/^https?:\/\//.test(address)) return undefined
  const url = new URL(address)
  url.username = ''
  url.password = ''
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${page}`
  return url
}
