import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Pod } from '#server/mesh/objects/types.ts'

export interface OwnerName {
  /** Where it is known: owner references tell it. */
  readonly apiVersion?: string
  readonly kind: string
  readonly name: string
}

/** Job names that a CronJob gave end in minutes since the epoch. */
const cronJobName = /^(.+)-\d{8,10}$/

/**
 * The owner that an operator names, and that Istio's telemetry calls the workload. The ReplicaSet's or Job's own
 * owner is asked where the snapshot has it; where it may not be read, or is gone already, the same name rules apply
 * that the injector uses: `GetWorkloadMetaFromPod` in istio `pkg/kube/util.go` (Deployment, Rollout,
 * DeploymentConfig, CronJob by name and label).
 */
export function findPodOwner(snapshot: MeshSnapshot, pod: Pod): OwnerName {
  const { namespace, owner } = pod.metadata
  if (!owner) return { kind: 'Pod', name: pod.metadata.name }
  if (owner.kind === 'ReplicaSet') {
    const replicaSet = snapshot.find('ReplicaSet', namespace, owner.name)
    if (replicaSet) return replicaSet.metadata.owner ?? owner
    return (
      trimHash(pod, owner.name, 'pod-template-hash', 'Deployment') ??
      trimHash(pod, owner.name, 'rollouts-pod-template-hash', 'Rollout', 'argoproj.io/v1alpha1') ??
      owner
    )
  }
  if (owner.kind === 'Job') {
    const job = snapshot.find('Job', namespace, owner.name)
    if (job) return job.metadata.owner ?? owner
    const cronJob = cronJobName.exec(owner.name)?.[1]
    return cronJob ? { kind: 'CronJob', name: cronJob } : owner
  }
  const config = pod.metadata.labels['deploymentconfig']
  if (owner.kind === 'ReplicationController' && config)
    return { apiVersion: 'apps.openshift.io/v1', kind: 'DeploymentConfig', name: config }
  return owner
}

function trimHash(
  pod: Pod,
  name: string,
  label: string,
  kind: string,
  apiVersion = 'apps/v1',
): OwnerName | undefined {
  const hash = pod.metadata.labels[label]
  if (!hash || !name.endsWith(`-${hash}`)) return undefined
  return { apiVersion, kind, name: name.slice(0, -hash.length - 1) }
}
