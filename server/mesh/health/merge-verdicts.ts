import { type HealthStatus, healthStatuses, type Verdict } from '#server/mesh/health/types.ts'

/**
 * The worst of several verdicts, its reasons first. The scale is the contract's: an object whose pods are wanted gone
 * (`notReady`) is less urgent than one that fails, where Kiali puts Not Ready above Failure.
 */
export function mergeVerdicts(...verdicts: readonly Verdict[]): Verdict {
  const sorted = verdicts.toSorted((a, b) => rankStatus(a.status) - rankStatus(b.status))
  const status = sorted[0]?.status ?? 'unknown'
  // What is tolerated explains no fault.
  const told = sorted.filter((verdict) => verdict.status !== 'healthy' || status === 'healthy')
  return { status, reasons: told.flatMap(({ reasons }) => reasons) }
}

/** 0 is worst. */
export function rankStatus(status: HealthStatus): number {
  return healthStatuses.indexOf(status)
}
