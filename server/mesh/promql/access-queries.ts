import { type Expression, formatExpression, type LabelMatcher } from '#server/mesh/promql/expression.ts'
import { narrowToNamespaces } from '#server/mesh/promql/namespace-scope.ts'

export type AccessFact = 'requests' | 'connections'

const ends = [
  'source_principal',
  'source_workload_namespace',
  'source_workload',
  'destination_workload_namespace',
  'destination_workload',
  'destination_cluster',
  'connection_security_policy',
]

/**
 * Who came to each workload, as whom and how: told by the side that the connection ends at, for callers do not know how
 * they were taken (istio.io/docs/reference/config/metrics, `connection_security_policy` and `source_principal`).
 */
export function buildAccessQueries({
  namespaces,
  rangeSeconds,
  everywhere,
}: {
  /** undefined asks for every namespace. */
  readonly namespaces: readonly string[] | undefined
  readonly rangeSeconds: number
  readonly everywhere?: readonly LabelMatcher[]
}): ReadonlyMap<AccessFact, string> {
  const within = narrowToNamespaces('destination_workload_namespace', namespaces)
  const matchers: readonly LabelMatcher[] = [
    { label: 'reporter', operator: '=~', value: 'destination|waypoint' },
    ...within,
  ]
  const sum = (metric: string, by: readonly string[]): string => {
    const expression: Expression = {
      kind: 'positive',
      of: { kind: 'sum', by, of: { kind: 'rate', metric, matchers } },
    }
    return formatExpression(expression, rangeSeconds, everywhere)
  }
  return new Map([
    ['requests', sum('istio_requests_total', [...ends, 'response_code'])],
    ['connections', sum('istio_tcp_connections_opened_total', [...ends, 'app'])],
  ])
}
