import type { StatusCondition } from '#server/mesh/objects/types.ts'

/**
 * Conditions that are good when they are true: of Gateway API (gateway-api `apis/v1`, GatewayConditionType and its kin),
 * of Istio (istio.io "Status"), and those that istiod writes of ambient (istio 1.31.1 `pilot/pkg/model/service.go`,
 * ConditionType).
 */
const good: ReadonlySet<string> = new Set([
  'Accepted',
  'Programmed',
  'Ready',
  'Reconciled',
  'ResolvedRefs',
  'SupportedVersion',
  'WaypointAccepted',
  'ZtunnelAccepted',
  'istio.io/WaypointBound',
])
const bad: ReadonlySet<string> = new Set([
  'Conflicted',
  'OverlappingTLSConfig',
  'PartiallyInvalid',
  'istio.io/WaypointMissing',
])

/**
 * The conditions by which a controller tells that a part of an object has no effect, as `istioctl analyze` picks them
 * (IST0171; `pkg/config/analysis/analyzers/conditions`). Of several references of a policy some may have no waypoint:
 * it is accepted all the same, for the reason PartiallyInvalid.
 */
export function listNegativeConditions(conditions: readonly StatusCondition[]): readonly StatusCondition[] {
  return conditions.filter(
    ({ type, status, reason }) =>
      (good.has(type) && status === 'False') ||
      (bad.has(type) && status === 'True') ||
      (type === 'WaypointAccepted' && reason === 'PartiallyInvalid'),
  )
}
