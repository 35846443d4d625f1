import {
  type Expression,
  formatExpression,
  type LabelMatcher,
  matchAny,
} from '#server/mesh/promql/expression.ts'
import { longestNamespaceList } from '#server/mesh/promql/namespace-scope.ts'

/** What tells how a request ended (see `readCode` in server/mesh/graph/read-series.ts). */
const endingLabels = ['request_protocol', 'response_code', 'grpc_response_status']
const workloadLabels = ['destination_cluster', 'destination_workload_namespace', 'destination_workload']

/** Which namespace a series of each query belongs to. */
export const namespaceLabels = {
  reached: 'destination_workload_namespace',
  unreached: 'destination_service_namespace',
  sent: 'source_workload_namespace',
} as const

/**
 * Requests a second into every namespace, in three queries:
 *
 * - `reached`: requests that a workload there answered, told by its own side (sidecar, or waypoint in ambient). For
 *   workloads that tell nothing themselves, being without proxy, what their callers tell; never both, so that nothing
 *   counts twice.
 * - `unreached`: requests for a service there that no workload answered (no healthy upstream): only callers know these.
 * - `sent`: requests that workloads there made, for namespaces that nobody in the mesh asks: what an ingress gateway takes
 *   from outside no proxy counts but as what it passes on.
 *
 * @param namespaces undefined asks for all; so does a list too long for a query
 * @param rateSeconds the window of each point's rate
 */
export function buildNamespaceTrafficQueries(
  namespaces: readonly string[] | undefined,
  rateSeconds: number,
): Readonly<Record<keyof typeof namespaceLabels, string>> {
  const scope = (label: string): LabelMatcher[] =>
    namespaces && namespaces.length <= longestNamespaceList ? [matchAny(label, namespaces)] : []
  const rate = (by: readonly string[], matchers: readonly LabelMatcher[]): Expression => ({
    kind: 'sum',
    by,
    of: { kind: 'rate', metric: 'istio_requests_total', matchers },
  })
  const ownSide: LabelMatcher[] = [
    { label: 'reporter', operator: '=~', value: 'destination|waypoint' },
    ...scope(namespaceLabels.reached),
  ]
  const callersSide: LabelMatcher[] = [
    { label: 'reporter', operator: '=', value: 'source' },
    { label: namespaceLabels.reached, operator: '!=', value: 'unknown' },
    ...scope(namespaceLabels.reached),
  ]
  const each = [...workloadLabels, ...endingLabels]
  const reached: Expression = {
    kind: 'sum',
    by: ['destination_cluster', namespaceLabels.reached, ...endingLabels],
    of: {
      kind: 'or',
      of: [
        rate(each, ownSide),
        {
          kind: 'unless',
          on: workloadLabels,
          of: rate(each, callersSide),
          without: rate(workloadLabels, ownSide),
        },
      ],
    },
  }
  const unreached = rate(
    ['destination_cluster', namespaceLabels.unreached, ...endingLabels],
    [
      { label: 'reporter', operator: '=', value: 'source' },
      { label: namespaceLabels.reached, operator: '=', value: 'unknown' },
      { label: namespaceLabels.unreached, operator: '!~', value: 'unknown|' },
      ...scope(namespaceLabels.unreached),
    ],
  )
  const sent = rate(
    ['source_cluster', namespaceLabels.sent, ...endingLabels],
    [{ label: 'reporter', operator: '=', value: 'source' }, ...scope(namespaceLabels.sent)],
  )
  return {
    sent: formatExpression(sent, rateSeconds),
    reached: formatExpression(reached, rateSeconds),
    unreached: formatExpression(unreached, rateSeconds),
  }
}

export interface TrafficSteps {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly stepSeconds: number
  /** Window of each point's rate. */
  readonly rateSeconds: number
}

const mostPoints = 40

/**
 * The points of a sparkline over a range: at most forty, no closer than a scrape. Each rate's window is Grafana's
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
