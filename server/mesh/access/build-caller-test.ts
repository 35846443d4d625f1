import type { Arrival } from '#server/mesh/access/fold-arrivals.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

/**
 * What a waypoint sends on is the second half of a request whose caller the waypoint itself tells of; who came in mutual
 * TLS and is not named is somebody, not plaintext.
 */
export function buildCallerTest(workloads: readonly Workload[]): (arrival: Arrival) => boolean {
  const waypoints = new Set(
    workloads.flatMap(({ role, namespace, name }) => (role === 'waypoint' ? [`${namespace}/${name}`] : [])),
  )
  return ({ source, principal, isMutual }) =>
    !waypoints.has(source ?? '') && (principal !== '' || isMutual === false)
}
