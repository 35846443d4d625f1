import type { Workload } from '#server/mesh/objects/workloads.ts'

/** The apps of a namespace's workloads, by the name that their labels say; workloads without one are in none. */
export function groupByApp(workloads: readonly Workload[]): ReadonlyMap<string, readonly Workload[]> {
  const named = workloads.filter(({ app }) => app !== undefined)
  return Map.groupBy(named, ({ app }) => app ?? '')
}
