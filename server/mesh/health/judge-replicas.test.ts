import { describe, expect, test } from 'vitest'
import { judgeReplicas } from '#server/mesh/health/judge-replicas.ts'
import { mergeVerdicts } from '#server/mesh/health/merge-verdicts.ts'
import type { HealthStatus } from '#server/mesh/health/types.ts'

/** Kiali's rows (business/health.go, workload status), in its order. */
const rows: readonly [desired: number, current: number, available: number, status: HealthStatus][] = [
  [0, 0, 0, 'notReady'],
  [0, 1, 1, 'notReady'],
  [3, 3, 0, 'failing'],
  [1, 0, 0, 'failing'],
  [3, 3, 2, 'degraded'],
  [3, 1, 1, 'degraded'],
  [3, 4, 3, 'failing'],
  [3, 3, 3, 'healthy'],
]
test.each(rows)('%i wanted, %i there, %i available: %s', (desired, current, available, status) => {
  const verdict = judgeReplicas('Deployment', { desired, current, available })
  expect(verdict.status).toBe(status)
  expect(verdict.reasons).toHaveLength(status === 'healthy' ? 0 : 1)
})

test.each(['Job', 'CronJob', 'WorkloadEntry', 'WorkloadGroup'])('no pod of a %s says nothing', (kind) => {
  expect(judgeReplicas(kind, { desired: 1, current: 0, available: 0 }).status).toBe('healthy')
})

describe('of several verdicts', () => {
  test('the worst holds, by the scale of the contract', () => {
    const order: HealthStatus[] = ['failing', 'degraded', 'notReady', 'unknown', 'idle', 'healthy']
    order.forEach((status, at) => {
      const verdicts = order
        .slice(at)
        .toReversed()
        .map((one) => ({ status: one, reasons: [] }))
      expect(mergeVerdicts(...verdicts).status).toBe(status)
    })
  })

  test('all reasons stay, the worst first', () => {
    const idle = judgeReplicas('Deployment', { desired: 0, current: 0, available: 0 })
    const failing = judgeReplicas('Deployment', { desired: 1, current: 1, available: 0 })
    expect(mergeVerdicts(idle, failing).reasons.map(({ code }) => code)).toEqual([
      'replicas-none-available',
      'replicas-none-wanted',
    ])
  })

  test('of none nothing is known', () => {
    expect(mergeVerdicts().status).toBe('unknown')
  })
})
