import { foldWorkloads } from '#server/mesh/objects/fold-workloads.ts'
import { type MeshSnapshot, memoByKinds } from '#server/mesh/objects/snapshot.ts'
import type { Pod } from '#server/mesh/objects/types.ts'
import { defaultWorkloadLabels, type WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'

export type WorkloadKind =
  | 'Deployment'
  | 'ReplicaSet'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'Job'
  | 'CronJob'
  | 'Pod'
  | 'WorkloadEntry'
  | 'WorkloadGroup'

/** What runs: pods folded to the owner that an operator names, or a VM's WorkloadEntry. */
export interface Workload {
  readonly cluster: string
  readonly namespace: string
  /** A custom owner (Rollout, …) keeps its own kind. */
  readonly kind: WorkloadKind | (string & {})
  readonly name: string
  /** Of a custom owner, as its pods or ReplicaSets refer to it: `argoproj.io/v1alpha1`. */
  readonly apiVersion?: string
  /**
   * From the configured label names, canonical ones first (`service.istio.io/canonical-name`,
   * `app.kubernetes.io/name`, `app`). Absent when no label says it; telemetry then says the workload's name.
   */
  readonly app?: string
  /** Absent when no label says it, also when only the injector's own `canonical-revision: latest` does. */
  readonly version?: string
  /** Of the pod template, and of the newest pod what the injector added; without the hashes that owners add. */
  readonly labels: Readonly<Record<string, string>>
  /** Of the pod template, for rules that read pod annotations of owners without pods. */
  readonly templateAnnotations: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly serviceAccount: string
  readonly replicas: { readonly desired: number; readonly current: number; readonly available: number }
  readonly pods: readonly Pod[]
  readonly mode: 'sidecar' | 'ambient' | 'none' | 'mixed'
  /** gateway or waypoint proxy, istiod, ztunnel: not an application behind a proxy. */
  readonly role: 'application' | 'gateway' | 'waypoint' | 'ztunnel' | 'control-plane'
}

/** What all answers of one snapshot share: the workloads and their index by namespace and name. */
export interface WorkloadList {
  readonly all: readonly Workload[]
  readonly byNamespace: ReadonlyMap<string, readonly Workload[]>
}

/** All that `foldWorkloads` reads: changes of other kinds leave the workloads as they are. */
export const workloadKinds = [
  'Pod',
  'Namespace',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'WorkloadEntry',
  'WorkloadGroup',
] as const
const listsOf = memoByKinds(workloadKinds, () => new Map<string, WorkloadList>())

/**
 * Every workload of the snapshot, sorted by namespace, name and kind; derived once per snapshot and label names.
 *
 * @param labels the label names that say app and version, in the order they are asked
 */
export function listWorkloads(
  snapshot: MeshSnapshot,
  labels: WorkloadLabels = defaultWorkloadLabels,
): readonly Workload[] {
  return listOf(snapshot, labels).all
}

export function listWorkloadsOfNamespace(
  snapshot: MeshSnapshot,
  namespace: string,
  labels: WorkloadLabels = defaultWorkloadLabels,
): readonly Workload[] {
  return listOf(snapshot, labels).byNamespace.get(namespace) ?? []
}

/** The workload that telemetry or a person means by this name; of several kinds with one name a Deployment is first. */
export function findWorkload(
  snapshot: MeshSnapshot,
  namespace: string,
  name: string,
  labels: WorkloadLabels = defaultWorkloadLabels,
): Workload | undefined {
  const named = listWorkloadsOfNamespace(snapshot, namespace, labels).filter(
    (workload) => workload.name === name,
  )
  return named.find(({ kind }) => kind === 'Deployment') ?? named[0]
}

function listOf(snapshot: MeshSnapshot, labels: WorkloadLabels): WorkloadList {
  const byLabels = listsOf(snapshot)
  const key = `${labels.app.join()} ${labels.version.join()}`
  const list = byLabels.get(key)
  if (list) return list
  const all = foldWorkloads(snapshot, labels)
  const built = { all, byNamespace: Map.groupBy(all, ({ namespace }) => namespace) }
  byLabels.set(key, built)
  return built
}

/** Whether policies stand before it as before a workload that is called: not so for istiod, ztunnel and waypoints. */
export function hasPolicies({ role }: Pick<Workload, 'role'>): boolean {
  return role === 'application' || role === 'gateway'
}
