import type { Verdict } from '#server/mesh/health/types.ts'

export interface Replicas {
  readonly desired: number
  readonly current: number
  readonly available: number
}

/** These run to their end; that no pod of them is there now says nothing. */
const finiteKinds: ReadonlySet<string> = new Set(['Job', 'CronJob', 'WorkloadEntry', 'WorkloadGroup'])

/**
 * Judges a workload by its pods (Kiali: business/health.go, workload status): none wanted is `notReady`; none available
 * is failing; fewer than wanted is degraded; all available but more or fewer there than wanted is failing. Kiali also
 * asks istiod how many proxies are in sync, which is not known here.
 */
export function judgeReplicas(kind: string, { desired, current, available }: Replicas): Verdict {
  const params = { desired, current, available }
  if (finiteKinds.has(kind)) return { status: 'healthy', reasons: [] }
  if (desired === 0) return { status: 'notReady', reasons: [{ code: 'replicas-none-wanted', params: {} }] }
  if (available === 0) return { status: 'failing', reasons: [{ code: 'replicas-none-available', params }] }
  if (available < desired) return { status: 'degraded', reasons: [{ code: 'replicas-too-few', params }] }
  if (available === desired && current !== desired)
    return { status: 'failing', reasons: [{ code: 'replicas-not-settled', params }] }
  return { status: 'healthy', reasons: [] }
}
