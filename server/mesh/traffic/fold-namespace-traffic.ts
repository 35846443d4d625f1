import { isFailure, readCode, readProtocol } from '#server/mesh/graph/read-series.ts'
import type { TrafficSteps } from '#server/mesh/promql/namespace-traffic-queries.ts'

/** A series over time as Prometheus gives it: its labels and `[seconds, value]` points. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>
  readonly points: readonly (readonly [timeSeconds: number, value: number])[]
}

export interface NamespaceTraffic {
  readonly cluster: string
  readonly namespace: string
  /** `out` is what its workloads ask, where nobody in the mesh asks them. */
  readonly direction: 'in' | 'out'
  /** Oldest first, one per step, null where nothing was measured. */
  readonly requestsPerSecond: readonly (number | null)[]
  readonly errorsPerSecond: readonly (number | null)[]
}

/** Requests and errors of one namespace as one side tells them, by step. */
interface Sum {
  readonly requests: (number | null)[]
  readonly errors: (number | null)[]
}

interface Place {
  readonly cluster: string
  readonly namespace: string
  /** As its own proxies tell it. */
  own?: Sum
  /** As its callers tell it. */
  told?: Sum
  /** Requests for its services that no workload answered; all of them failures. */
  unreached?: Sum
  sent?: Sum
}

/**
 * Adds series up by namespace and step, so that nothing counts twice: a namespace's own proxies are believed; where it
 * has none, its callers are; what no workload answered is added, being known to callers alone. Only where nothing goes
 * in, what comes out is told: an ingress gateway takes from outside what no proxy counts but as what it passes on.
 * (In a namespace where only some workloads have proxies, those without are not counted.) Values that are no number are
 * left out.
 *
 * @param cluster the name for series that name none
 */
export function foldNamespaceTraffic(
  answers: { readonly own: readonly Series[]; readonly callers: readonly Series[] },
  steps: TrafficSteps,
  cluster: string,
): NamespaceTraffic[] {
  const places = new Map<string, Place>()
  const add = (series: Series, end: 'source' | 'destination', label: string, fact: Fact): void => {
    const namespace = series.metric[label]
    if (!isNamed(namespace)) return
    const told = series.metric[`${end}_cluster`]
    const named = isNamed(told) ? told : cluster
    const key = `${namespace}/${named}`
    const place = places.get(key) ?? { cluster: named, namespace }
    places.set(key, place)
    place[fact] = addSeries(place[fact] ?? openSum(steps), series, steps)
  }
  for (const series of answers.own) add(series, 'destination', 'destination_workload_namespace', 'own')
  for (const series of answers.callers) {
    add(series, 'source', 'source_workload_namespace', 'sent')
    if (isNamed(series.metric['destination_workload_namespace']))
      add(series, 'destination', 'destination_workload_namespace', 'told')
    // What succeeds without a workload goes to hosts outside the mesh, whatever namespace declares them.
    else if (isFailed(series)) add(series, 'destination', 'destination_service_namespace', 'unreached')
  }
  return [...places]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, place]) => chooseSide(place))
    .filter((traffic) => traffic !== undefined)
}

type Fact = 'own' | 'told' | 'unreached' | 'sent'

function isNamed(name: string | undefined): name is string {
  return name !== undefined && name !== '' && name !== 'unknown'
}

function isFailed({ metric }: Series): boolean {
  const protocol = readProtocol(metric)
  return isFailure(protocol, readCode(metric, protocol))
}

function openSum({ startSeconds, endSeconds, stepSeconds }: TrafficSteps): Sum {
  const length = Math.round((endSeconds - startSeconds) / stepSeconds) + 1
  return { requests: Array(length).fill(null), errors: Array(length).fill(null) }
}

function addSeries(sum: Sum, series: Series, { startSeconds, stepSeconds }: TrafficSteps): Sum {
  const failed = isFailed(series)
  for (const [time, value] of series.points) {
    const at = Math.round((time - startSeconds) / stepSeconds)
    if (at < 0 || at >= sum.requests.length || !Number.isFinite(value)) continue
    sum.requests[at] = (sum.requests[at] ?? 0) + value
    sum.errors[at] = (sum.errors[at] ?? 0) + (failed ? value : 0)
  }
  return sum
}

function chooseSide({ cluster, namespace, own, told, unreached, sent }: Place): NamespaceTraffic | undefined {
  const answered = own ?? told
  const into = answered && unreached ? joinSums(answered, unreached) : (answered ?? unreached)
  const sum = into ?? sent
  return (
    sum && {
      cluster,
      namespace,
      direction: into ? 'in' : 'out',
      requestsPerSecond: sum.requests,
      errorsPerSecond: sum.errors,
    }
  )
}

function joinSums(one: Sum, other: Sum): Sum {
  const join = (a: readonly (number | null)[], b: readonly (number | null)[]) =>
    a.map((value, at) => {
      const more = b[at] ?? null
      return value === null ? more : value + (more ?? 0)
    })
  return { requests: join(one.requests, other.requests), errors: join(one.errors, other.errors) }
}
