import type { PreviewDiff } from '#contract/preview.ts'
import { type Difference, formatPath } from '#server/mesh/changes/diff-values.ts'

const mostChanges = 500

/** Differences by value, in their order; the first of very many. */
export function presentDifferences(
  differences: readonly Difference[],
): PreviewDiff['objects'][number]['changes'] {
  return differences.slice(0, mostChanges).map(({ steps, before, after }) => ({
    path: formatPath(steps),
    kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }))
}
