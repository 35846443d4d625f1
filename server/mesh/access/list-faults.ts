import type { AuthorizationPolicy } from '#server/mesh/authorization/types.ts'
import { checkObject } from '#server/mesh/checks/check-object.ts'
import type { ConfigFault } from '#server/mesh/checks/config-fault.ts'

const known = new WeakMap<AuthorizationPolicy, readonly ConfigFault[]>()

/**
 * Why the API server or istiod would refuse a policy; empty for a good one. One that is in the cluster all the same came
 * in while nobody looked, or is of a newer Istio: what proxies make of it is not known from its text.
 */
export function listPolicyFaults(policy: AuthorizationPolicy): readonly ConfigFault[] {
  const faults = known.get(policy) ?? findFaults(policy)
  known.set(policy, faults)
  return faults
}

function findFaults({ metadata, spec }: AuthorizationPolicy): readonly ConfigFault[] {
  const { name, namespace, annotations } = metadata
  return checkObject({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace, annotations },
    spec,
  }).filter(({ level }) => level === 'error')
}
