import type { ProxyClient } from '#server/mesh/routing/types.ts'
import type { LoadedCase } from '#tools/verdicts/load-case.ts'

/** The proxy of a case's workload. */
export function buildClient(
  loaded: LoadedCase,
  of: { readonly namespace: string; readonly name: string },
): ProxyClient {
  const { namespace, labels, role } = loaded.findWorkload(of)
  return { namespace, labels, kind: role === 'gateway' ? 'gateway' : 'sidecar' }
}
