import { formatExpression, type LabelMatcher } from '#server/mesh/promql/expression.ts'
import { narrowToNamespaces } from '#server/mesh/promql/namespace-scope.ts'

/**
 * What proxies have counted of shadow rules up to a moment, by pod. Envoy puts the port into the name, so that a rate over
 * all names would find the same labels twice: totals are asked for at both ends of a window instead (istio.io "Dry Run";
 * prometheus.io "Query functions", rate drops the name). Of TCP the filter's prefix is `tcp.` for every port (istio
 * `pilot/pkg/security/authz/model/model.go`, RBACTCPFilterStatPrefix; Envoy "RBAC Network Filter", Statistics:
 * `<stat_prefix>.rbac.`), and Istio's bootstrap takes the rest of the name out as labels.
 */
export function buildShadowQuery({
  namespaces,
  everywhere,
}: {
  /** undefined asks for every namespace. */
  readonly namespaces: readonly string[] | undefined
  readonly everywhere?: readonly LabelMatcher[]
}): string {
  const within = narrowToNamespaces('namespace', namespaces)
  const matchers: readonly LabelMatcher[] = [
    { label: '__name__', operator: '=~', value: 'envoy_(http_.+|tcp)_rbac' },
    { label: 'authz_dry_run_result', operator: '!=', value: '' },
    ...within,
  ]
  const by = ['namespace', 'pod', 'authz_dry_run_action', 'authz_dry_run_result']
  return formatExpression({ kind: 'sum', by, of: { kind: 'latest', metric: '', matchers } }, 1, everywhere)
}
