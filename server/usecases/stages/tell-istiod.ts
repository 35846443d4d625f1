import type { Notice } from '#contract/words.ts'
import type { IstiodStatus } from '#server/adapters/istiod/types.ts'
import { wordFinding, wordKey } from '#server/words.ts'

/**
 * What must be said of a mesh whose istiods do not all answer: traffic goes on, but what is applied changes nothing.
 * Empty while all answer, and where none is configured.
 */
export function tellIstiod(status: IstiodStatus | undefined, nowMs: number): readonly Notice[] {
  if (!status?.problem || status.state === 'ok') return []
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
