import type { Arrival } from '#server/mesh/access/fold-arrivals.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import type { ListSeen, SeenRequest } from '#server/mesh/sandbox/types.ts'

/** One identity that came to a workload, in the whole window. */
export interface ObservedCaller {
  /** '' for plaintext. */
  readonly principal: string
  /** `namespace/name`, as far as telemetry names them. */
  readonly sources: readonly string[]
  readonly requests: number
  readonly refused: number
  readonly connections: number
  /** Single requests of it. */
  readonly sampled: number
  readonly seen: readonly SeenRequest[]
}

/** Arrivals by identity, the most requests first. */
export function foldCallers(
  { namespace, name }: Workload,
  facts: {
    readonly arrivals: readonly Arrival[]
    readonly rangeSeconds: number
    readonly listSeen: ListSeen
  },
): readonly ObservedCaller[] {
  const { arrivals, rangeSeconds, listSeen } = facts
  const destination = { namespace, workload: name }
  const callers = [...Map.groupBy(arrivals, ({ principal }) => principal)].map(
    ([principal, group]): ObservedCaller => {
      const sum = (read: (arrival: Arrival) => number) =>
        rangeSeconds * group.reduce((total, arrival) => total + read(arrival), 0)
      const sources = [...new Set(group.flatMap(({ source }) => source ?? []))].toSorted()
      const seen = sources.flatMap((source) => {
        const [at = '', workload = ''] = source.split('/', 2)
        return listSeen({ namespace: at, workload }, destination)
      })
      return {
        principal,
        sources,
        requests: sum(({ requests }) => requests),
        refused: sum(({ refused }) => refused),
        connections: sum(({ connections }) => connections),
        sampled: seen.reduce((total, { count }) => total + count, 0),
        seen,
      }
    },
  )
  return callers.toSorted((one, other) => other.requests + other.connections - one.requests - one.connections)
}
