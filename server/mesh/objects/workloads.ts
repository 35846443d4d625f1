import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Pod } from '#server/mesh/objects/types.ts'

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
  /** From the configured label names, canonical ones first (`service.istio.io/canonical-name`, `app.kubernetes.io/name`, `app`). */
  readonly app?: string
  readonly version?: string
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
