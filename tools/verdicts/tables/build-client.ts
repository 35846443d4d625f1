import { buildProxyClient } from '#server/mesh/routing/proxy-client.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'
import type { LoadedCase } from '#tools/verdicts/load-case.ts'

/** The proxy of a case's workload; throws when the workload has none. */
export function buildClient(
  loaded: LoadedCase,
  of: { readonly namespace: string; readonly name: string },
): ProxyClient {
  const client = buildProxyClient(loaded.findWorkload(of))
  if (!client) throw new Error(`${of.namespace}/${of.name} has no proxy`)
  return client
}
