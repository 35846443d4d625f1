type Labels = Readonly<Record<string, string>>

/** What is remembered of the ends that series name; found by their labels without making a string of them. */
export interface SeriesIndex<Value> {
  find(labels: Labels): Value | undefined
  add(labels: Labels, value: Value): void
}

interface Entry<Value> {
  readonly labels: Labels
  readonly value: Value
}

/**
 * An index over series by their ends. Two labels, the source's workload and `second`, lead to the few that share them; the
 * rest is compared. An answer of
 * tens of thousands of series makes joined keys the dearest part of building a graph.
 */
export function createSeriesIndex<Value>(
  second: 'destination_service' | 'destination_service_name',
  same: (a: Labels, b: Labels) => boolean,
): SeriesIndex<Value> {
  const bySource = new Map<string, Map<string, Entry<Value>[]>>()
  const list = (labels: Labels): Entry<Value>[] | undefined =>
    bySource.get(labels['source_workload'] ?? '')?.get(labels[second] ?? '')
  return {
    find: (labels) => {
      const entries = list(labels)
      if (!entries) return undefined
      for (const entry of entries) if (same(entry.labels, labels)) return entry.value
      return undefined
    },
    add: (labels, value) => {
      const source = labels['source_workload'] ?? ''
      const service = labels[second] ?? ''
      const byService = bySource.get(source) ?? new Map<string, Entry<Value>[]>()
      bySource.set(source, byService)
      const entries = byService.get(service)
      if (entries) entries.push({ labels, value })
      else byService.set(service, [{ labels, value }])
    },
  }
}

/** The ends as series of latencies and body sizes tell them apart: without revisions and hosts. */
export function isSameMeasured(a: Labels, b: Labels): boolean {
  return (
    a['destination_workload'] === b['destination_workload'] &&
    a['source_workload'] === b['source_workload'] &&
    a['source_workload_namespace'] === b['source_workload_namespace'] &&
    a['destination_service_name'] === b['destination_service_name'] &&
    a['destination_service_namespace'] === b['destination_service_namespace'] &&
    a['destination_workload_namespace'] === b['destination_workload_namespace'] &&
    a['source_canonical_service'] === b['source_canonical_service'] &&
    a['destination_canonical_service'] === b['destination_canonical_service'] &&
    a['source_cluster'] === b['source_cluster'] &&
    a['destination_cluster'] === b['destination_cluster']
  )
}

/** The same ends to the last label; ztunnel's series are apart, for only they name waypoints for what they are. */
export function isSameEnds(a: Labels, b: Labels): boolean {
  return (
    a['destination_service'] === b['destination_service'] &&
    isSameMeasured(a, b) &&
    a['source_canonical_revision'] === b['source_canonical_revision'] &&
    a['destination_canonical_revision'] === b['destination_canonical_revision'] &&
    (a['app'] === 'ztunnel') === (b['app'] === 'ztunnel')
  )
}
