import type { Sample } from '#server/mesh/graph/types.ts'
import {
  gatherTraffic,
  type MeshTraffic,
  mergeTraffic,
  type ObjectTraffic,
  sumRequests,
} from '#server/mesh/health/gather-traffic.ts'
import type { Direction } from '#server/mesh/health/rates.ts'
import type { HealthFact } from '#server/mesh/promql/health-queries.ts'
import type { Series } from '#server/mesh/traffic/fold-namespace-traffic.ts'

/** Where telemetry tells of an object: under `namespace/name` of its workloads, or of its services. */
export interface ToldAs {
  readonly side: keyof Pick<MeshTraffic, 'workloads' | 'services'>
  readonly names: readonly string[]
}

export interface TrafficOverTime {
  readonly direction: Direction
  /** Oldest first, one per step, null where nothing at all was measured. */
  readonly requestsPerSecond: readonly (number | null)[]
  readonly errorsPerSecond: readonly (number | null)[]
}

interface Steps {
  readonly startSeconds: number
  readonly stepSeconds: number
  readonly steps: number
}

/**
 * Sums the requests of each object step by step, each step exactly as a list sums its row: so that the last value is the
 * row's number. An object that sent and, in its last step with requests, received nothing tells of what it sent. One
 * without any request in the span is undefined.
 *
 * @param answers of the queries of health, over the steps; those not asked are empty
 */
export function foldObjectTraffic(
  answers: Readonly<Partial<Record<HealthFact, readonly Series[]>>>,
  objects: readonly ToldAs[],
  steps: Steps,
  cluster: string,
): readonly (TrafficOverTime | undefined)[] {
  const moments = splitMoments(answers, steps).map((samples) => samples && gatherTraffic(samples, cluster))
  return objects.map((told) => {
    const sums = moments.map((traffic) => traffic && sumObject(traffic, told))
    const direction = sums.findLast((sum) => sum?.requests)?.requests?.direction
    if (!direction) return undefined
    const read = (value: (sum: Requests) => number) =>
      sums.map((sum) => {
        if (!sum) return null
        return sum.requests?.direction === direction ? value(sum.requests) : 0
      })
    return {
      direction,
      requestsPerSecond: read(({ perSecond }) => perSecond),
      errorsPerSecond: read(({ perSecond, errorPercent }) => (perSecond * errorPercent) / 100),
    }
  })
}

type Requests = NonNullable<ReturnType<typeof sumRequests>>

function sumObject(
  traffic: MeshTraffic,
  { side, names }: ToldAs,
): { readonly requests: Requests | undefined } {
  const parts = names
    .map((name) => traffic[side].get(name))
    .filter((part): part is ObjectTraffic => part !== undefined)
  return { requests: parts.length > 0 ? sumRequests(mergeTraffic(parts)) : undefined }
}

type Samples = Record<HealthFact, Sample[]>

/** The samples of each step, as one asking at that moment gives them; undefined where no series has any. */
function splitMoments(
  answers: Readonly<Partial<Record<HealthFact, readonly Series[]>>>,
  { startSeconds, stepSeconds, steps }: Steps,
): readonly (Samples | undefined)[] {
  const moments = Array.from({ length: steps }, (): Samples | undefined => undefined)
  for (const fact of healthFacts) {
    for (const { metric, points } of answers[fact] ?? [])
      for (const [time, value] of points) {
        const at = Math.round((time - startSeconds) / stepSeconds)
        if (at < 0 || at >= steps) continue
        const moment = moments[at] ?? noSamples()
        moments[at] = moment
        moment[fact].push({ metric, value })
      }
  }
  return moments
}

const healthFacts = Object.keys(noSamples()) as readonly HealthFact[] // The keys of a record over that very type.

function noSamples(): Samples {
  return { received: [], receivedByCallers: [], sent: [], unanswered: [], bytesReceived: [], bytesSent: [] }
}
