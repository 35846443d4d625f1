export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** `N passed, N failed`, and `, N skipped` where some were. */
export function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * The counts of the last line of that form that a run wrote, whatever stands before them in the line; undefined where
 * there is none.
 */
export function parseCounts(output: string): Counts | undefined {
  const found = [...output.matchAll(/^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1)
  if (!found) return undefined
  const [, passed = 0, failed = 0, skipped = 0] = found.map(Number)
  return { passed, failed, skipped: Number.isNaN(skipped) ? 0 : skipped }
}

/** All of them together. */
export function addCounts(counts: readonly Counts[]): Counts {
  const sum = (name: keyof Counts) => counts.reduce((total, each) => total + each[name], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}
