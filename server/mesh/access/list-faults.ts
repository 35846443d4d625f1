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

/** Of `spec.rules` (istio.io/api `kubernetes/customresourcedefinitions.gen.yaml`, maxItems). */
const mostRules = 512

function findFaults({ metadata, spec }: AuthorizationPolicy): readonly ConfigFault[] {
  const { name, namespace, annotations } = metadata
  const size = spec.rules?.length ?? 0
  // The rest would be looked at rule by rule, to say no more than that.
  if (size > mostRules)
    return [
      {
        level: 'error',
        layer: 'schema',
        path: 'spec.rules',
        code: 'schema-too-long',
        params: { size, limit: mostRules },
      },
    ]
  return checkObject({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace, annotations },
    spec,
  }).filter(({ level }) => level === 'error')
}
