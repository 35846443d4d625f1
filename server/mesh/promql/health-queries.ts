import {
  type Expression,
  formatExpression,
  type LabelMatcher,
  matchAny,
} from '#server/mesh/promql/expression.ts'
import { narrowToNamespaces } from '#server/mesh/promql/namespace-scope.ts'

/**
 * What health is judged from: requests a workload received, as its own proxy tells them and as callers do, and sent; what
 * a service got no answer for; bytes at all.
 */
export type HealthFact =
  | 'received'
  | 'receivedByCallers'
  | 'sent'
  | 'unanswered'
  | 'bytesReceived'
  | 'bytesSent'

export interface HealthQuestion {
  /** undefined asks for every namespace. */
  readonly namespaces: readonly string[] | undefined
  readonly rangeSeconds: number
  /** Only what concerns workloads, or services, of these names, in whatever namespace. */
  readonly only?: { readonly kind: 'workload' | 'service'; readonly names: readonly string[] }
  /** Narrows every selector. */
  readonly everywhere?: readonly LabelMatcher[] | undefined
}

const answerLabels = ['request_protocol', 'response_code', 'grpc_response_status']
const serviceLabels = ['destination_service_namespace', 'destination_service_name']

/** Six sums over the whole mesh, each by far fewer labels than a graph needs. */
export function buildHealthQueries({
  namespaces,
  rangeSeconds,
  only,
  everywhere,
}: HealthQuestion): ReadonlyMap<HealthFact, string> {
  const { within, about, reportedBy } = buildMatchers(namespaces, only)
  const sum = (metric: string, by: readonly string[], matchers: readonly LabelMatcher[]): Expression => ({
    kind: 'positive',
    of: { kind: 'sum', by, of: { kind: 'rate', metric, matchers } },
  })
  const end = (side: 'source' | 'destination') => [
    `${side}_cluster`,
    `${side}_workload_namespace`,
    `${side}_workload`,
  ]
  const requests = 'istio_requests_total'
  const bytes = 'istio_tcp_received_bytes_total'
  /**
   * A waypoint names both ends of what passes it. Where an end has a proxy of its own both report the same request: of series
   * that agree in all but the reporter the end's own is taken, as the graph does (choose-reports.ts).
   */
  const ownOrWaypoint = (side: 'source' | 'destination'): Expression => ({
    kind: 'or',
    of: [side, 'waypoint'].map((reporter) =>
      sum(
        requests,
        [...end(side), ...serviceLabels, ...answerLabels],
        [reportedBy(reporter), ...about(side)],
      ),
    ),
  })
  const expressions: readonly (readonly [HealthFact, Expression])[] = [
    ['received', ownOrWaypoint('destination')],
    [
      'receivedByCallers',
      sum(
        requests,
        [...end('destination'), ...serviceLabels, ...answerLabels],
        [
          reportedBy('source'),
          { label: 'destination_workload', operator: '!=', value: 'unknown' },
          ...about('destination'),
        ],
      ),
    ],
    ['sent', ownOrWaypoint('source')],
    [
      'unanswered',
      sum(
        requests,
        ['destination_cluster', ...serviceLabels, ...answerLabels],
        [
          { label: 'reporter', operator: '=~', value: 'source|waypoint' },
          { label: 'destination_workload', operator: '=', value: 'unknown' },
          ...about('service'),
        ],
      ),
    ],
    ['bytesReceived', sum(bytes, end('destination'), within('destination_workload_namespace'))],
    ['bytesSent', sum(bytes, end('source'), within('source_workload_namespace'))],
  ]
  return new Map(
    expressions.map(([fact, expression]) => [fact, formatExpression(expression, rangeSeconds, everywhere)]),
  )
}

/** The matchers that the queries share: the chosen namespaces by a label, and the chosen workloads or services of a side. */
function buildMatchers(namespaces: HealthQuestion['namespaces'], only: HealthQuestion['only']) {
  const within = (label: string) => narrowToNamespaces(label, namespaces)
  const named = (side: 'source' | 'destination' | 'service'): LabelMatcher[] => {
    if (only?.kind === 'service') return [matchAny('destination_service_name', only.names)]
    return only && side !== 'service' ? [matchAny(`${side}_workload`, only.names)] : []
  }
  const about = (side: 'source' | 'destination' | 'service'): LabelMatcher[] => [
    ...within(side === 'service' ? 'destination_service_namespace' : `${side}_workload_namespace`),
    ...named(side),
  ]
  const reportedBy = (value: string): LabelMatcher => ({ label: 'reporter', operator: '=', value })
  return { within, about, reportedBy }
}
