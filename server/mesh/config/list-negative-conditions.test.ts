import { describe, expect, it } from 'vitest'
import { listNegativeConditions } from '#server/mesh/config/list-negative-conditions.ts'

// istio 1.31.1 pkg/config/analysis/analyzers/conditions/conditions.go; pilot/pkg/model/service.go, flattenConditions
describe('conditions of a status that tell of a fault', () => {
  it.each([
    ['ZtunnelAccepted', 'False', 'UnsupportedValue', true],
    ['ZtunnelAccepted', 'True', 'Accepted', false],
    // Every policy about requests has it, also in a mesh of sidecars.
    ['ZtunnelAccepted', 'True', 'UnsupportedValue', false],
    ['WaypointAccepted', 'False', 'AncestorNotBound', true],
    ['WaypointAccepted', 'True', 'PartiallyInvalid', true],
    ['WaypointAccepted', 'True', 'Accepted', false],
    ['istio.io/WaypointBound', 'False', 'WaypointIsNotReady', true],
    ['istio.io/WaypointMissing', 'True', 'NoWaypointForWildcardService', true],
    ['istio.io/VisibilityApplied', 'True', 'Namespace', false],
    ['Programmed', 'False', 'Invalid', true],
    ['Conflicted', 'False', 'NoConflicts', false],
    ['Conflicted', 'True', 'HostnameConflict', true],
  ])('%s %s (%s): %s', (type, status, reason, isNegative) => {
    expect(listNegativeConditions([{ type, status, reason }])).toHaveLength(isNegative ? 1 : 0)
  })
})
