import {
  type Expression,
  formatExpression,
  type LabelMatcher,
  matchAny,
} from '#server/mesh/promql/expression.ts'
import { longestNamespaceList } from '#server/mesh/promql/namespace-scope.ts'

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
}

const answerLabels = ['request_protocol', 'response_code', 'grpc_response_status']
const serviceLabels = ['destination_service_namespace', 'destination_service_name']

/** Six sums over the whole mesh, each by far fewer labels than a graph needs. */
export function buildHealthQueries({
  namespaces,
  rangeSeconds,
}: HealthQuestion): ReadonlyMap<HealthFact, string> {
  const list = namespaces && namespaces.length <= longestNamespaceList ? namespaces : undefined
  const within = (label: string): LabelMatcher[] => (list ? [matchAny(label, list)] : [])
  const reporters = (side: string): LabelMatcher => ({
    label: 'reporter',
    operator: '=~',
    value: `${side}|waypoint`,
  })
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
  const expressions: readonly (readonly [HealthFact, Expression])[] = [
    [
      'received',
      sum(
        requests,
        [...end('destination'), ...serviceLabels, ...answerLabels],
        [reporters('destination'), ...within('destination_workload_namespace')],
      ),
    ],
    [
      'receivedByCallers',
      sum(
        requests,
        [...end('destination'), ...serviceLabels, ...answerLabels],
        [
          { label: 'reporter', operator: '=', value: 'source' },
          { label: 'destination_workload', operator: '!=', value: 'unknown' },
          ...within('destination_workload_namespace'),
        ],
      ),
    ],
    [
      'sent',
      sum(
        requests,
        [...end('source'), ...serviceLabels, ...answerLabels],
        [reporters('source'), ...within('source_workload_namespace')],
      ),
    ],
    [
      'unanswered',
      sum(
        requests,
        ['destination_cluster', ...serviceLabels, ...answerLabels],
        [
          reporters('source'),
          { label: 'destination_workload', operator: '=', value: 'unknown' },
          ...within('destination_service_namespace'),
        ],
      ),
    ],
    ['bytesReceived', sum(bytes, end('destination'), within('destination_workload_namespace'))],
    ['bytesSent', sum(bytes, end('source'), within('source_workload_namespace'))],
  ]
  return new Map(expressions.map(([fact, expression]) => [fact, formatExpression(expression, rangeSeconds)]))
}
