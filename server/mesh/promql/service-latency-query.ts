import { type Expression, formatExpression, type LabelMatcher } from '#server/mesh/promql/expression.ts'
import { narrowToNamespaces } from '#server/mesh/promql/namespace-scope.ts'

/** What names a service in telemetry: its namespace, and its name, or the host of a ServiceEntry. */
const serviceLabels = ['destination_service_namespace', 'destination_service_name']

/**
 * The 95th percentile in milliseconds of what each service took to answer, in one query: as its own proxies or waypoints
 * saw it, and as its callers did where it has none.
 *
 * @param namespaces undefined asks for all
 * @param everywhere narrows every selector
 */
export function buildServiceLatencyQuery({
  namespaces,
  rangeSeconds,
  everywhere = [],
}: {
  readonly namespaces: readonly string[] | undefined
  readonly rangeSeconds: number
  readonly everywhere?: readonly LabelMatcher[]
}): string {
  const scope = narrowToNamespaces('destination_service_namespace', namespaces)
  const seenBy = (reporter: LabelMatcher): Expression => ({
    kind: 'positive',
    of: {
      kind: 'quantile',
      quantile: 0.95,
      of: {
        kind: 'sum',
        by: ['le', ...serviceLabels],
        of: {
          kind: 'rate',
          metric: 'istio_request_duration_milliseconds_bucket',
          matchers: [reporter, ...scope],
        },
      },
    },
  })
  const expression: Expression = {
    kind: 'or',
    of: [
      seenBy({ label: 'reporter', operator: '=~', value: 'destination|waypoint' }),
      seenBy({ label: 'reporter', operator: '=', value: 'source' }),
    ],
  }
  return formatExpression(expression, rangeSeconds, everywhere)
}
