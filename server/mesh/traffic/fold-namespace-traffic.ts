import { isFailure, readCode, readProtocol } from '#server/mesh/graph/read-series.ts'
import { namespaceLabels, type TrafficSteps } from '#server/mesh/promql/namespace-traffic-queries.ts'

/** A series over time as Prometheus gives it: its labels and `[seconds, value]` points. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>
  readonly points: readonly (readonly [timeSeconds: number, value: number])[]
}

export interface NamespaceTraffic {
  readonly cluster: string
  readonly namespace: string
  readonly direction: 'in' | 'out'
  /** Oldest first, one per step, null where nothing was measured. */
  readonly requestsPerSecond: (number | null)[]
  readonly errorsPerSecond: (number | null)[]
}

/**
 * Adds series up by namespace and step. Of `unreached` only failures count, and they count as requests too: what
 * succeeds without a workload goes to hosts outside the mesh. `sent` stands only for namespaces without either. Values that are no number are left out.
 *
 * @param cluster the name for series that name none
 */
export function foldNamespaceTraffic(
  answers: Readonly<Record<keyof typeof namespaceLabels, readonly Series[]>>,
  steps: TrafficSteps,
  cluster: string,
): NamespaceTraffic[] {
  const length = Math.round((steps.endSeconds - steps.startSeconds) / steps.stepSeconds) + 1
  const byKey = new Map<string, NamespaceTraffic>()
  const open = ({ metric }: Series, direction: 'in' | 'out', label: string): NamespaceTraffic | undefined => {
    const namespace = metric[label]
    if (!namespace || namespace === 'unknown') return undefined
    const told = metric[direction === 'in' ? 'destination_cluster' : 'source_cluster']
    const named = told && told !== 'unknown' ? told : cluster
    const key = `${named}/${namespace}`
    const known = byKey.get(key)
    if (known) return known.direction === direction ? known : undefined
    const traffic = {
      cluster: named,
      namespace,
      direction,
      requestsPerSecond: Array<number | null>(length).fill(null),
      errorsPerSecond: Array<number | null>(length).fill(null),
    }
    byKey.set(key, traffic)
    return traffic
  }
  const add = (series: Series, fact: keyof typeof namespaceLabels): void => {
    const protocol = readProtocol(series.metric)
    const failed = isFailure(protocol, readCode(series.metric, protocol))
    if (fact === 'unreached' && !failed) return
    const traffic = open(series, fact === 'sent' ? 'out' : 'in', namespaceLabels[fact])
    if (!traffic) return
    for (const [time, value] of series.points) {
      const at = Math.round((time - steps.startSeconds) / steps.stepSeconds)
      if (at < 0 || at >= length || !Number.isFinite(value)) continue
      traffic.requestsPerSecond[at] = (traffic.requestsPerSecond[at] ?? 0) + value
      traffic.errorsPerSecond[at] = (traffic.errorsPerSecond[at] ?? 0) + (failed ? value : 0)
    }
  }
  for (const fact of ['reached', 'unreached', 'sent'] as const)
    for (const series of answers[fact]) add(series, fact)
  return [...byKey.values()].sort((a, b) =>
    `${a.namespace}/${a.cluster}` < `${b.namespace}/${b.cluster}` ? -1 : 1,
  )
}
