import {
  type MeshTraffic,
  mergeTraffic,
  type ObjectTraffic,
  sumRequests,
} from '#server/mesh/health/gather-traffic.ts'
import { judgeReplicas } from '#server/mesh/health/judge-replicas.ts'
import { judgeTraffic } from '#server/mesh/health/judge-traffic.ts'
import { mergeVerdicts } from '#server/mesh/health/merge-verdicts.ts'
import {
  chooseTolerances,
  type Direction,
  type HealthRates,
  type RatedObject,
} from '#server/mesh/health/rates.ts'
import type { Verdict } from '#server/mesh/health/types.ts'
import type { ObjectMeta } from '#server/mesh/objects/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

export interface JudgingFacts {
  readonly rates: HealthRates
  readonly rangeSeconds: number
  /** undefined when it could not be read: then pods alone are judged. */
  readonly traffic: MeshTraffic | undefined
}

/** Absent when there was no request. */
export interface TrafficSum {
  readonly requestsPerSecond?: number
  readonly errorPercent?: number
  /** Of the two numbers above. */
  readonly direction?: Direction
}

export interface JudgedObject extends Verdict, TrafficSum {
  readonly namespace: string
  readonly kind: 'workload' | 'app' | 'service'
  readonly name: string
  readonly workloadKind?: string
}

/** What the workloads of a namespace received together, or sent where none received anything. */
export function sumNamespace(workloads: readonly Workload[], facts: JudgingFacts): TrafficSum {
  return tellRequests(gatherParts(workloads, facts))
}

/** A Service without a selector has no pods of its own (Kubernetes: Services without selectors). */
export function isBehind(
  selector: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  const wanted = Object.entries(selector ?? {})
  return wanted.length > 0 && wanted.every(([name, value]) => labels[name] === value)
}

/** By its pods and its requests. */
export function judgeWorkload(workload: Workload, facts: JudgingFacts): JudgedObject {
  const { namespace, name, kind, annotations, replicas } = workload
  const traffic = facts.traffic?.workloads.get(`${namespace}/${name}`)
  const rated: RatedObject = { namespace, kind: 'workload', name, annotations }
  const verdict = mergeVerdicts(judgeRequests(traffic, rated, facts), judgeReplicas(kind, replicas))
  return { namespace, kind: 'workload', name, workloadKind: kind, ...verdict, ...tellRequests(traffic) }
}

/** By the requests of all its workloads together, and by the pods of each. */
export function judgeApp(
  namespace: string,
  name: string,
  members: readonly Workload[],
  facts: JudgingFacts,
): JudgedObject {
  const traffic = gatherParts(members, facts)
  const verdict = mergeVerdicts(
    judgeRequests(traffic, { namespace, kind: 'app', name }, facts),
    ...members.map(({ kind, replicas }) => judgeReplicas(kind, replicas)),
  )
  return { namespace, kind: 'app', name, ...verdict, ...tellRequests(traffic) }
}

function gatherParts(workloads: readonly Workload[], facts: JudgingFacts): ObjectTraffic | undefined {
  const parts = workloads
    .map(({ namespace, name }) => facts.traffic?.workloads.get(`${namespace}/${name}`))
    .filter((part) => part !== undefined)
  return parts.length > 0 ? mergeTraffic(parts) : undefined
}

/** By the requests that named it, answered or not. */
export function judgeService(
  { namespace, name, annotations }: Pick<ObjectMeta, 'namespace' | 'name' | 'annotations'>,
  facts: JudgingFacts,
): JudgedObject {
  const traffic = facts.traffic?.services.get(`${namespace}/${name}`)
  const verdict = judgeRequests(traffic, { namespace, kind: 'service', name, annotations }, facts)
  return { namespace, kind: 'service', name, ...verdict, ...tellRequests(traffic) }
}

/**
 * By the requests that named one of its hosts: telemetry calls such a service by its host, in the entry's own namespace
 * (istio pilot/pkg/serviceregistry/serviceentry/conversion.go: the name of the service is its hostname).
 */
export function judgeServiceEntry(
  { namespace, name, annotations }: Pick<ObjectMeta, 'namespace' | 'name' | 'annotations'>,
  hosts: readonly string[],
  facts: JudgingFacts,
): JudgedObject {
  const parts = hosts
    .map((host) => facts.traffic?.services.get(`${namespace}/${host}`))
    .filter((part) => part !== undefined)
  const traffic = parts.length > 0 ? mergeTraffic(parts) : undefined
  const verdict = judgeRequests(traffic, { namespace, kind: 'service', name, annotations }, facts)
  return { namespace, kind: 'service', name, ...verdict, ...tellRequests(traffic) }
}

function judgeRequests(traffic: ObjectTraffic | undefined, rated: RatedObject, facts: JudgingFacts): Verdict {
  if (!facts.traffic) return { status: 'unknown', reasons: [{ code: 'traffic-unknown', params: {} }] }
  if (traffic?.bytes && traffic.requests.size === 0) return { status: 'healthy', reasons: [] }
  const requests = [...(traffic?.requests.values() ?? [])]
  return judgeTraffic(requests, chooseTolerances(facts.rates, rated), facts.rangeSeconds)
}

function tellRequests(traffic: ObjectTraffic | undefined): TrafficSum {
  const sum = traffic && sumRequests(traffic)
  if (!sum) return {}
  const { perSecond, errorPercent, direction } = sum
  return { requestsPerSecond: perSecond, errorPercent, direction }
}
