import type { AuthorizationPolicy } from '#server/mesh/authorization/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** Whether istiod gave a policy to ztunnel, and whether it is bound to a waypoint (istio `pilot/pkg/model/service.go`). */
type AmbientCondition = 'ZtunnelAccepted' | 'WaypointAccepted'

/**
 * What istiod wrote into the status of policies and is not plain acceptance: of a policy that is accepted, for ztunnel, it
 * may still tell that parts of it are left out (`pilot/pkg/serviceregistry/ambient/authorization.go`). Nothing where istiod
 * writes no status, which it does for ambient alone.
 */
export function tellConditions(
  policies: readonly AuthorizationPolicy[],
  condition: AmbientCondition,
): readonly Reason[] {
  return policies.flatMap(({ metadata, status }) =>
    (status?.conditions ?? [])
      .filter(
        ({ type, status: is, reason }) => type === condition && (is === 'False' || reason !== 'Accepted'),
      )
      .map(({ type, status: is, reason = '', message = '' }) => ({
        code: 'access-istiod-says',
        params: { policy: `${metadata.namespace}/${metadata.name}`, type, status: is, reason, message },
      })),
  )
}

/** Policies that refer to a Service, enforced or not: before one without waypoint nobody enforces them. */
export function listPoliciesOfService(
  snapshot: MeshSnapshot,
  service: { readonly namespace: string; readonly name: string },
): readonly AuthorizationPolicy[] {
  return snapshot
    .inNamespace('AuthorizationPolicy', service.namespace)
    .filter(({ spec }) =>
      (spec.targetRefs ?? (spec.targetRef ? [spec.targetRef] : [])).some(
        ({ kind, name }) => kind === 'Service' && name === service.name,
      ),
    )
}
