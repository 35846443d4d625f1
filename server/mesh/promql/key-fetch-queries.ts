import { formatExpression, type LabelMatcher } from '#server/mesh/promql/expression.ts'

export type KeyFetchFact = 'succeeded' | 'failed'

/**
 * How often a second istiod fetched the keys of tokens' issuers, over the window
 * (istio `pilot/pkg/model/jwks_resolver.go`; the metrics do not say whose keys).
 */
export function buildKeyFetchQueries(
  rangeSeconds: number,
  everywhere?: readonly LabelMatcher[],
): ReadonlyMap<KeyFetchFact, string> {
  const sum = (metric: string) =>
    formatExpression(
      { kind: 'sum', by: [], of: { kind: 'rate', metric, matchers: [] } },
      rangeSeconds,
      everywhere,
    )
  return new Map([
    ['succeeded', sum('pilot_jwks_resolver_network_fetch_success_total')],
    ['failed', sum('pilot_jwks_resolver_network_fetch_fail_total')],
  ])
}
