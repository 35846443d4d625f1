import { healthStatuses, type Reason, type Verdict } from '#server/mesh/health/types.ts'
import type { Objective } from '#server/mesh/objectives/types.ts'

/**
 * An objective is failing when its error budget is spent, and degraded while an alert of its own rules fires: those hold
 * the burn rates that its team chose (sre.google/workbook/alerting-on-slos). Without a figure it is unknown.
 */
export function judgeObjective({ remaining, burnRates, alerts, windowSeconds = 0 }: Objective): Verdict {
  const [fastest] = [...burnRates].sort((a, b) => b.rate - a.rate)
  const reasons: Reason[] = []
  if (remaining !== undefined && remaining <= 0)
    reasons.push({
      code: windowSeconds > 0 ? 'objective-missed' : 'objective-missed-untimed',
      params: { spentPercent: percent(1 - remaining), days: Math.round(windowSeconds / 8_640) / 10 },
    })
  for (const { name, state } of alerts) {
    if (state === 'firing' && !reasons.some(({ params }) => params['alert'] === name))
      reasons.push({ code: 'objective-burns', params: { alert: name } })
  }
  if (reasons.length > 0)
    return { status: remaining !== undefined && remaining <= 0 ? 'failing' : 'degraded', reasons }
  if (remaining === undefined && !fastest)
    return { status: 'unknown', reasons: [{ code: 'objective-unmeasured', params: {} }] }
  return { status: 'healthy', reasons: [] }
}

/** The worst first, then the one with the least budget left. */
export function compareObjectives(
  a: { readonly objective: Objective; readonly verdict: Verdict },
  b: { readonly objective: Objective; readonly verdict: Verdict },
): number {
  const rank = ({ status }: Verdict) => healthStatuses.indexOf(status)
  const left = ({ remaining = 2 }: Objective) => remaining
  return (
    rank(a.verdict) - rank(b.verdict) ||
    left(a.objective) - left(b.objective) ||
    (a.objective.id < b.objective.id ? -1 : 1)
  )
}

function percent(share: number): number {
  return Math.round(share * 1_000) / 10
}
