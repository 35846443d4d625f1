import { isToldBy } from '#server/mesh/health/find-told.ts'
import {
  type MeshTraffic,
  mergeTraffic,
  type ObjectTraffic,
  sumRequests,
} from '#server/mesh/health/gather-traffic.ts'
import { judgeReplicas } from '#server/mesh/health/judge-replicas.ts'
import { judgeTraffic } from '#server/mesh/health/judge-traffic.ts'
import { mergeVerdicts, rankStatus } from '#server/mesh/health/merge-verdicts.ts'
import {
  chooseTolerances,
  type Direction,
  type HealthRates,
  type RatedObject,
} from '#server/mesh/health/rates.ts'
import type { HealthStatus, Verdict } from '#server/mesh/health/types.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'

export interface MeshHealthFacts {
  readonly snapshot: MeshSnapshot
  readonly labels: WorkloadLabels
  readonly namespaces: ReadonlySet<string>
  readonly rates: HealthRates
  readonly rangeSeconds: number
  /** undefined when it could not be read: then pods alone are judged. */
  readonly traffic: MeshTraffic | undefined
}

export interface Ailment extends Verdict {
  readonly namespace: string
  readonly kind: 'workload' | 'app' | 'service'
  readonly name: string
  readonly workloadKind?: string
  readonly requestsPerSecond?: number
  readonly errorPercent?: number
  /** Of the two numbers above. */
  readonly direction?: Direction
}

export interface NamespaceHealth {
  readonly namespace: string
  /** The worst of its workloads. */
  readonly status: HealthStatus
  readonly counts: Readonly<Record<HealthStatus, number>>
}

export interface MeshHealth {
  /** Worst first. */
  readonly ailments: readonly Ailment[]
  /** By name. */
  readonly namespaces: readonly NamespaceHealth[]
}

const ailing: ReadonlySet<HealthStatus> = new Set(['failing', 'degraded', 'notReady'])

/**
 * Judges every workload and service of the namespaces, and the apps that have more than one workload: an app of one would
 * say the same again. One cause is one line: an app or a service is listed where no workload behind it tells it. A workload at rest whose pods are well is `idle`, which is no ailment.
 */
export function judgeMesh(facts: MeshHealthFacts): MeshHealth {
  const ailments: Ailment[] = []
  const add = (ailment: Ailment): void => {
    if (ailing.has(ailment.status)) ailments.push(ailment)
  }
  const namespaces = [...facts.namespaces].sort().map((namespace) => {
    const workloads = listWorkloadsOfNamespace(facts.snapshot, namespace, facts.labels)
    const counts = { failing: 0, degraded: 0, notReady: 0, unknown: 0, idle: 0, healthy: 0 }
    const verdicts = new Map<Workload, Ailment>()
    for (const workload of workloads) {
      const judged = judgeWorkload(workload, facts)
      verdicts.set(workload, judged)
      counts[judged.status] += 1
      add(judged)
    }
    const addUntold = (ailment: Ailment, behind: readonly Workload[]): void => {
      const told = behind.map((workload) => verdicts.get(workload)).filter((one) => one !== undefined)
      if (!isToldBy(ailment, told)) add(ailment)
    }
    for (const [name, members] of listApps(workloads))
      addUntold(judgeApp(namespace, name, members, facts), members)
    for (const { metadata, spec } of facts.snapshot.inNamespace('Service', namespace))
      addUntold(
        judgeService(namespace, metadata.name, metadata.annotations, facts),
        workloads.filter(({ labels }) => isBehind(spec.selector, labels)),
      )
    return { namespace, status: worstOf(counts), counts }
  })
  return { ailments: ailments.sort(compareAilments), namespaces }
}

/** A Service without a selector has no pods of its own (Kubernetes: Services without selectors). */
function isBehind(
  selector: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  const wanted = Object.entries(selector ?? {})
  return wanted.length > 0 && wanted.every(([name, value]) => labels[name] === value)
}

function judgeWorkload(workload: Workload, facts: MeshHealthFacts): Ailment {
  const { namespace, name, kind, annotations, replicas } = workload
  const traffic = facts.traffic?.workloads.get(`${namespace}/${name}`)
  const rated: RatedObject = { namespace, kind: 'workload', name, annotations }
  const verdict = mergeVerdicts(judgeRequests(traffic, rated, facts), judgeReplicas(kind, replicas))
  return { namespace, kind: 'workload', name, workloadKind: kind, ...verdict, ...tellRequests(traffic) }
}

function listApps(workloads: readonly Workload[]): ReadonlyMap<string, readonly Workload[]> {
  const named = workloads.filter(({ app }) => app !== undefined)
  const apps = Map.groupBy(named, ({ app }) => app ?? '')
  for (const [name, members] of apps) if (members.length < 2) apps.delete(name)
  return apps
}

function judgeApp(
  namespace: string,
  name: string,
  members: readonly Workload[],
  facts: MeshHealthFacts,
): Ailment {
  const parts = members
    .map((member) => facts.traffic?.workloads.get(`${namespace}/${member.name}`))
    .filter((part) => part !== undefined)
  const traffic = parts.length > 0 ? mergeTraffic(parts) : undefined
  const verdict = mergeVerdicts(
    judgeRequests(traffic, { namespace, kind: 'app', name }, facts),
    ...members.map(({ kind, replicas }) => judgeReplicas(kind, replicas)),
  )
  return { namespace, kind: 'app', name, ...verdict, ...tellRequests(traffic) }
}

function judgeService(
  namespace: string,
  name: string,
  annotations: Readonly<Record<string, string>>,
  facts: MeshHealthFacts,
): Ailment {
  const traffic = facts.traffic?.services.get(`${namespace}/${name}`)
  const verdict = judgeRequests(traffic, { namespace, kind: 'service', name, annotations }, facts)
  return { namespace, kind: 'service', name, ...verdict, ...tellRequests(traffic) }
}

function judgeRequests(
  traffic: ObjectTraffic | undefined,
  rated: RatedObject,
  facts: MeshHealthFacts,
): Verdict {
  if (!facts.traffic) return { status: 'unknown', reasons: [{ code: 'traffic-unknown', params: {} }] }
  if (traffic?.bytes && traffic.requests.size === 0) return { status: 'healthy', reasons: [] }
  const requests = [...(traffic?.requests.values() ?? [])]
  return judgeTraffic(requests, chooseTolerances(facts.rates, rated), facts.rangeSeconds)
}

function tellRequests(traffic: ObjectTraffic | undefined): Partial<Ailment> {
  const sum = traffic && sumRequests(traffic)
  if (!sum) return {}
  const { perSecond, errorPercent, direction } = sum
  return { requestsPerSecond: perSecond, errorPercent, direction }
}

function worstOf(counts: Readonly<Record<HealthStatus, number>>): HealthStatus {
  // The keys of counts are exactly the statuses.
  const present = (Object.keys(counts) as HealthStatus[]).filter((status) => counts[status] > 0)
  return present.sort((a, b) => rankStatus(a) - rankStatus(b))[0] ?? 'idle'
}

const kindOrder = { workload: 0, app: 1, service: 2 } as const

/** Worst state first; within a state what fails most requests a second, then by name. */
function compareAilments(a: Ailment, b: Ailment): number {
  const lost = ({ requestsPerSecond = 0, errorPercent = 0 }: Ailment): number =>
    requestsPerSecond * errorPercent
  return (
    rankStatus(a.status) - rankStatus(b.status) ||
    lost(b) - lost(a) ||
    kindOrder[a.kind] - kindOrder[b.kind] ||
    (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1)
  )
}
