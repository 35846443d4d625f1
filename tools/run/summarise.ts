import { formatCounts } from '#tools/run/counts.ts'
import type { Outcome } from '#tools/run/steps.ts'

/**
 * The end of a run: what failed and what was skipped by name, then the plain line. A program that is missing is a
 * failure of its own in CI, where nothing may be left out for want of one.
 */
export function summarise(
  outcomes: readonly Outcome[],
  missingPrograms: readonly string[],
  inContinuousIntegration: boolean,
): { readonly lines: readonly string[]; readonly exitCode: 0 | 1 } {
  const skipped = outcomes.flatMap((outcome) => outcome.skipped)
  const failed = [
    ...outcomes.flatMap((outcome) => outcome.failed),
    ...(inContinuousIntegration
      ? missingPrograms.map((name) => `${name} is missing, which CI=true forbids`)
      : []),
  ]
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
  return {
    lines: [
      '',
      ...skipped.map((name) => `skipped: ${name}`),
      ...failed.map((name) => `failed: ${name}`),
      formatCounts({ passed, failed: failed.length, skipped: skipped.length }),
    ],
    exitCode: failed.length > 0 ? 1 : 0,
  }
}
