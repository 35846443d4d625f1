import type { Notice } from '#contract/words.ts'
import type { Window } from '#server/mesh/promql/choose-window.ts'
import type { GraphFact } from '#server/mesh/promql/graph-queries.ts'
import { isFailed, tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { wordFinding } from '#server/words.ts'

/** One sentence for each kind of fact that is missing; one for all when nothing was answered. */
export function tellFailures(
  failed: readonly (readonly [GraphFact, unknown])[],
  asked: number,
): readonly Notice[] {
  const told = new Map<string, Notice>()
  for (const [fact, answer] of failed) {
    if (!isFailed(answer)) continue
    const group = failed.length === asked ? 'all' : fact.startsWith('latency') ? 'latency' : fact
    const params = { fact: group, reason: tellFailure(answer.failure) }
    if (told.has(group)) continue
    told.set(group, {
      ...wordFinding('notice', 'telemetry-missing', params),
      severity: group === 'requests' || group === 'all' ? 'error' : 'warning',
      adapter: 'prometheus',
    })
  }
  return [...told.values()]
}

export function tellWindow(asked: number, { rangeSeconds, change }: Window): readonly Notice[] {
  if (!change) return []
  const params = { asked, used: rangeSeconds }
  return [{ ...wordFinding('notice', `range-${change}`, params), severity: 'info', adapter: 'prometheus' }]
}
