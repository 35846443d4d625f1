import { rankStatus } from '#server/mesh/health/merge-verdicts.ts'
import type { Reason, Verdict } from '#server/mesh/health/types.ts'

/**
 * Whether what ails an app or a service is told already by the workloads behind it: each of its reasons is a reason of
 * one of them, and that one is in no better state. What a workload sends is no reason of the service before it.
 */
export function isToldBy(verdict: Verdict, workloads: readonly Verdict[]): boolean {
  return verdict.reasons.every((reason) =>
    workloads.some(
      ({ status, reasons }) =>
        rankStatus(status) <= rankStatus(verdict.status) && reasons.some((one) => isSameCause(one, reason)),
    ),
  )
}

function isSameCause(told: Reason, asked: Reason): boolean {
  const rule = asked.params['rule']
  if (rule === undefined) return told.code === asked.code
  return (
    told.params['rule'] === rule &&
    (told.params['direction'] !== 'outbound' || asked.params['direction'] === 'outbound')
  )
}
