import type { AlertItem } from '#contract/alerts.ts'
import type { ObjectiveItem } from '#contract/objectives.ts'
import type { AlertSubject } from '#server/mesh/alerts/build-alerts.ts'
import type { Verdict } from '#server/mesh/health/types.ts'
import type { Objective } from '#server/mesh/objectives/types.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { findWorkload } from '#server/mesh/objects/workloads.ts'
import { presentHealth } from '#server/usecases/stages/present-health.ts'

/** What an alert or an objective is about, with the kind of a workload that is in the cluster. */
export function presentAbout(about: AlertSubject, cut: MeshSnapshot): NonNullable<AlertItem['about']> {
  const workload = about.kind === 'workload' ? findWorkload(cut, about.namespace, about.name) : undefined
  return { ...about, ...(workload && { workloadKind: workload.kind }) }
}

export function presentObjective(
  { objective, verdict }: { readonly objective: Objective; readonly verdict: Verdict },
  cut: MeshSnapshot,
): ObjectiveItem {
  const { id, tool, name, service, about, windowSeconds, remaining, burnRates, alerts } = objective
  return {
    id,
    tool,
    name,
    ...(service && { service }),
    ...(about && { about: presentAbout(about, cut) }),
    // Out of binary fractions: 0.999 is 99.9, not 99.90000000000001.
    objectivePercent: Number((objective.objective * 100).toPrecision(10)),
    ...(windowSeconds && { windowSeconds: Math.round(windowSeconds) }),
    ...(remaining !== undefined && { remainingPercent: remaining * 100 }),
    burnRates: [...burnRates],
    alerts: alerts.map(({ name: alert, state, sinceMs, labels }) => ({
      name: alert,
      state,
      ...(labels['severity'] && { severity: labels['severity'] }),
      ...(sinceMs !== undefined && { since: new Date(sinceMs).toISOString() }),
    })),
    health: presentHealth(verdict),
  }
}
