import type { CallOutput } from '#contract/define-call.ts'
import type { meshHealth, NamespaceSummary, namespaceTraffic } from '#contract/overview.ts'
import type { HealthStatus } from '#contract/words.ts'

type HealthOutput = CallOutput<typeof meshHealth>
type TrafficOutput = CallOutput<typeof namespaceTraffic>
export type Counts = Readonly<Partial<Record<HealthStatus, number>>>

/** A namespace with what the two other calls know of it; what has not come yet, or failed, is absent. */
export interface NamespaceRow {
  readonly summary: NamespaceSummary
  readonly health: HealthOutput['namespaces'][number] | undefined
  readonly traffic: TrafficOutput['namespaces'][number] | undefined
  /** The newest measured rates, a second. */
  readonly requests: number | undefined
  readonly errors: number | undefined
}

export function sumCounts(namespaces: HealthOutput['namespaces']): Counts {
  const sum: Partial<Record<HealthStatus, number>> = {}
  for (const { counts } of namespaces)
    for (const [status, count] of Object.entries(counts)) {
      const key = status as HealthStatus // Keys of a record over that very enum.
      sum[key] = (sum[key] ?? 0) + count
    }
  return sum
}

/** Joins the three answers by cluster and name. `chosen` empty keeps all. */
export function buildRows(
  summaries: readonly NamespaceSummary[],
  health: HealthOutput | undefined,
  traffic: TrafficOutput | undefined,
  chosen: readonly string[],
): NamespaceRow[] {
  const healthBy = new Map(health?.namespaces.map((item) => [`${item.cluster}/${item.namespace}`, item]))
  const trafficBy = new Map(traffic?.namespaces.map((item) => [`${item.cluster}/${item.namespace}`, item]))
  return summaries
    .filter((summary) => chosen.length === 0 || chosen.includes(summary.name))
    .map((summary) => {
      const key = `${summary.cluster}/${summary.name}`
      const rates = trafficBy.get(key)
      return {
        summary,
        health: healthBy.get(key),
        traffic: rates,
        requests: findNewest(rates?.requestsPerSecond),
        errors: findNewest(rates?.errorsPerSecond),
      }
    })
}

/** The last measured value; undefined when nothing was measured. */
export function findNewest(values: readonly (number | null)[] | undefined): number | undefined {
  return values?.findLast((value) => value !== null) ?? undefined
}

export type RowColumn = 'name' | 'health' | 'requests' | 'workloads'

/** Failing counts most, then degraded, then not ready; of equals the one with more of it. */
function compareHealth(a: NamespaceRow, b: NamespaceRow): number {
  for (const status of ['failing', 'degraded', 'notReady', 'unknown'] as const) {
    const difference = (b.health?.counts[status] ?? 0) - (a.health?.counts[status] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const roleOrder = { workloads: 0, 'control-plane': 1, system: 2 } as const

const comparisons: Record<RowColumn, (a: NamespaceRow, b: NamespaceRow) => number> = {
  name: (a, b) => a.summary.name.localeCompare(b.summary.name),
  health: (a, b) => compareHealth(a, b) || roleOrder[a.summary.role] - roleOrder[b.summary.role],
  requests: (a, b) => (a.requests ?? -1) - (b.requests ?? -1),
  workloads: (a, b) => a.summary.workloads - b.summary.workloads,
}

/** Sorted rows; equals stand by name. `health` ascending means worst first. */
export function sortRows(
  rows: readonly NamespaceRow[],
  column: RowColumn,
  direction: 'ascending' | 'descending',
): NamespaceRow[] {
  const sign = direction === 'ascending' ? 1 : -1
  return rows.toSorted((a, b) => sign * comparisons[column](a, b) || comparisons.name(a, b))
}

/** Rows whose name, mode, mTLS or label (`key=value`) holds every word of the filter. */
export function filterRows(rows: readonly NamespaceRow[], filter: string): readonly NamespaceRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter(({ summary }) => {
    const text = [
      summary.name,
      summary.mode,
      summary.mtls.mode,
      ...Object.entries(summary.labels).map(([key, value]) => `${key}=${value}`),
    ]
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** What the chosen namespaces are made of: how many of each data plane, and how many have faults, the worst first. */
export function sumMesh(items: readonly NamespaceSummary[], chosen: readonly string[]) {
  const own = items.filter(({ name }) => chosen.length === 0 || chosen.includes(name))
  const readable = own.filter((item) => item.readable)
  const count = <Key extends string>(
    keys: readonly Key[],
    read: (item: NamespaceSummary) => string | undefined,
  ) =>
    keys
      .map((key) => [key, readable.filter((item) => read(item) === key).length] as const)
      .filter(([, found]) => found > 0)
  return {
    clusters: [...new Set(items.map(({ cluster }) => cluster))].sort(),
    namespaces: own.length,
    modes: count(['sidecar', 'ambient', 'mixed', 'none'] as const, ({ mode }) => mode),
    faults: count(['invalid', 'warning'] as const, ({ faults }) => faults?.status),
  }
}
