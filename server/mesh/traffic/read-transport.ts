/**
 * Whether traffic came in mutual TLS, as the labels of a series tell; undefined where they do not. Only the server's side
 * knows (istio.io/docs/reference/config/metrics: the policy is `unknown` on the client's). ztunnel tells on both sides, and
 * says `unknown` for plain text, never `none` (istio/ztunnel, src/proxy/metrics.rs).
 */
export function readTransport(metric: Readonly<Record<string, string>>): boolean | undefined {
  const policy = metric['connection_security_policy']
  if (policy === 'mutual_tls') return true
  return policy === 'none' || metric['app'] === 'ztunnel' ? false : undefined
}
