import type { Notice } from '#contract/words.ts'
import { isProblem } from '#server/problem.ts'
import type { SourceState } from '#server/usecases/stages/read-source-status.ts'
import { wordFinding, wordKey } from '#server/words.ts'

/**
 * What must be said of a mesh whose istiods do not all answer: traffic goes on, but what is applied changes nothing.
 * Empty while all answer, and where none is configured.
 */
export function tellIstiod(status: SourceState | undefined, nowMs: number): readonly Notice[] {
  if (!isProblem(status?.problem) || status.state === 'ok' || status.neverReached) return []

  const { state, problem, lastGoodMs = status.sinceMs } = status
  const reason = wordKey(`problem.${problem.code}.title`, problem.params)
  const seconds = Math.max(0, Math.round((nowMs - lastGoodMs) / 1_000))
  return [
    {
      ...(state === 'down'
        ? wordFinding('notice', 'istiod-away', { seconds, reason })
        : wordFinding('notice', 'istiod-partly-away', { reason })),
      severity: 'warning',
      adapter: 'istiod',
    },
  ]
}
