import { type Expression, formatExpression, type LabelMatcher } from '#server/mesh/promql/expression.ts'
import { narrowToNamespaces } from '#server/mesh/promql/namespace-scope.ts'

export type CertificateFact = 'agents' | 'root' | 'chain'

/**
 * How long certificates still live, as their holders say: pilot-agent of its proxy's in seconds from now
 * (`istio_agent_cert_expiry_seconds`, by pod), istiod of its root and of its own chain as a moment
 * (`citadel_server_root_cert_expiry_timestamp`, `citadel_server_cert_chain_expiry_timestamp`; istio.io, "Exported metrics").
 */
export function buildCertificateQueries(
  /** undefined asks for every namespace. */
  namespaces: readonly string[] | undefined,
  everywhere?: readonly LabelMatcher[],
): ReadonlyMap<CertificateFact, string> {
  const within = narrowToNamespaces('namespace', namespaces)
  const least = (metric: string, by: readonly string[], matchers: readonly LabelMatcher[]): string => {
    const expression: Expression = { kind: 'least', by, of: { kind: 'latest', metric, matchers } }
    // A gauge is asked as it stands: no window is in it.
    return formatExpression(expression, 60, everywhere)
  }
  return new Map([
    [
      'agents',
      least(
        'istio_agent_cert_expiry_seconds',
        ['namespace', 'pod'],
        [{ label: 'resource_name', operator: '=', value: 'default' }, ...within],
      ),
    ],
    ['root', least('citadel_server_root_cert_expiry_timestamp', [], [])],
    ['chain', least('citadel_server_cert_chain_expiry_timestamp', [], [])],
  ])
}
