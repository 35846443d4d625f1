import { isToldBy } from '#server/mesh/health/find-told.ts'
import {
  isBehind,
  type JudgedObject,
  type JudgingFacts,
  judgeApp,
  judgeService,
  judgeWorkload,
} from '#server/mesh/health/judge-object.ts'
import { rankStatus } from '#server/mesh/health/merge-verdicts.ts'
import { type HealthStatus, healthStatuses } from '#server/mesh/health/types.ts'
import { groupByApp } from '#server/mesh/objects/group-by-app.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'

export interface MeshHealthFacts extends JudgingFacts {
  readonly snapshot: MeshSnapshot
  readonly labels: WorkloadLabels
  readonly namespaces: ReadonlySet<string>
}

export type Ailment = JudgedObject

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
    for (const [name, members] of groupByApp(workloads))
      if (members.length > 1) addUntold(judgeApp(namespace, name, members, facts), members)
    for (const service of facts.snapshot.inNamespace('Service', namespace))
      addUntold(
        judgeService(service.metadata, facts),
        workloads.filter(({ labels }) => isBehind(service.spec.selector, labels)),
      )
    return { namespace, status: worstOf(counts), counts }
  })
  return { ailments: ailments.sort(compareAilments), namespaces }
}

function worstOf(counts: Readonly<Record<HealthStatus, number>>): HealthStatus {
  return healthStatuses.find((status) => counts[status] > 0) ?? 'idle'
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
