import { type Expression, formatExpression, type LabelMatcher } from '#server/mesh/promql/expression.ts'
import { narrowToNamespaces, scopeToNamespaces } from '#server/mesh/promql/namespace-scope.ts'

/** What tells how a request ended (see `readCode` in server/mesh/graph/read-series.ts). */
const endingLabels = ['request_protocol', 'response_code', 'grpc_response_status']

/**
 * Requests a second between namespaces, in two queries, each one pass over the metric of one side:
 *
 * - `own`: requests into a namespace as its own proxies tell them (sidecars, or waypoints in ambient).
 * - `callers`: requests as callers tell them, from namespace to namespace. Only they know of requests into namespaces
 *   without proxies, of requests that no workload answered, and of what gateways pass on.
 *
 * @param namespaces undefined asks for all
 * @param rateSeconds the window of each point's rate
 * @param everywhere narrows every selector
 */
export function buildNamespaceTrafficQueries(
  namespaces: readonly string[] | undefined,
  rateSeconds: number,
  everywhere: readonly LabelMatcher[] = [],
): { readonly own: string; readonly callers: string } {
  const rate = (by: readonly string[], matchers: readonly LabelMatcher[]): Expression => ({
    kind: 'sum',
    by: [...by, ...endingLabels],
    of: { kind: 'rate', metric: 'istio_requests_total', matchers },
  })
  const own = rate(
    ['destination_cluster', 'destination_workload_namespace'],
    [
      { label: 'reporter', operator: '=~', value: 'destination|waypoint' },
      ...narrowToNamespaces('destination_workload_namespace', namespaces),
    ],
  )
  const callers: Expression = {
    kind: 'or',
    of: scopeToNamespaces(namespaces).map((set) =>
      rate(
        [
          'source_cluster',
          'source_workload_namespace',
          'destination_cluster',
          'destination_workload_namespace',
          'destination_service_namespace',
        ],
        [{ label: 'reporter', operator: '=', value: 'source' }, ...set],
      ),
    ),
  }
  const format = (expression: Expression) => formatExpression(expression, rateSeconds, everywhere)
  return { own: format(own), callers: format(callers) }
}

export interface TrafficSteps {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly stepSeconds: number
  /** Window of each point's rate. */
  readonly rateSeconds: number
}

const mostPoints = 30

/**
 * The points of a sparkline over a range: at most thirty steps, no closer than a scrape. Each rate's window is Grafana's
 * `$__rate_interval`, max(step + scrape, 4 × scrape) (grafana.com/docs, "Prometheus template variables"), so that one
 * missed scrape leaves no gap. The end is put on the scrape grid, so that two viewers ask the same question.
 */
export function chooseSteps(rangeSeconds: number, nowSeconds: number, scrapeSeconds: number): TrafficSteps {
  const scrape = Math.max(1, Math.round(scrapeSeconds))
  const stepSeconds = Math.max(scrape, Math.ceil(rangeSeconds / mostPoints))
  const endSeconds = Math.floor(nowSeconds / scrape) * scrape
  const points = Math.max(1, Math.floor(rangeSeconds / stepSeconds))
  return {
    startSeconds: endSeconds - points * stepSeconds,
    endSeconds,
    stepSeconds,
    rateSeconds: Math.max(stepSeconds + scrape, 4 * scrape),
  }
}
