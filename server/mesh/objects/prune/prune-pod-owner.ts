import { pruneAnnotations, pruneMeta } from '#server/mesh/objects/prune/prune-meta.ts'
import type { RawPodOwner } from '#server/mesh/objects/prune/raw-object.ts'
import type { StringPool } from '#server/mesh/objects/prune/string-pool.ts'
import type { PodOwner } from '#server/mesh/objects/types.ts'

type OwnerKind = 'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob'
type Counts = PodOwner['status'] & { readonly desired: number }

/** Folds the six kinds that make pods to one shape; the counts follow each kind's own status (k8s.io/api apps/v1, batch/v1). */
export function prunePodOwner(kind: OwnerKind, raw: RawPodOwner, pool: StringPool): PodOwner {
  const template = kind === 'CronJob' ? raw.spec?.jobTemplate?.spec?.template : raw.spec?.template
  const { desired, ...status } = readCounts(kind, raw)
  return {
    metadata: pruneMeta(raw.metadata, pool),
    spec: {
      replicas: desired,
      selector: pool.record(raw.spec?.selector?.matchLabels),
      serviceAccountName: pool.text(template?.spec?.serviceAccountName ?? ''),
      templateLabels: pool.record(template?.metadata?.labels ?? undefined),
      templateAnnotations: pruneAnnotations(template?.metadata?.annotations, pool),
    },
    status,
  }
}

function readCounts(kind: OwnerKind, { spec, status }: RawPodOwner): Counts {
  if (kind === 'DaemonSet') {
    return {
      desired: status?.desiredNumberScheduled ?? 0,
      replicas: status?.currentNumberScheduled ?? 0,
      available: status?.numberAvailable ?? 0,
      updated: status?.updatedNumberScheduled ?? 0,
    }
  }
  if (kind === 'Job') {
    const active = typeof status?.active === 'number' ? status.active : 0
    // A Job that completed wants no pods any more; one that failed still misses its own.
    const completed = status?.conditions?.some(({ type, status }) => type === 'Complete' && status === 'True')
    const desired = completed ? 0 : (spec?.parallelism ?? 1)
    return { desired, replicas: active, available: status?.ready ?? active, updated: active }
  }
  if (kind === 'CronJob') {
    const active = Array.isArray(status?.active) ? status.active.length : 0
    return { desired: active, replicas: active, available: active, updated: active }
  }
  return {
    desired: spec?.replicas ?? 1,
    replicas: status?.replicas ?? 0,
    available: status?.availableReplicas ?? 0,
    updated: status?.updatedReplicas ?? status?.replicas ?? 0,
  }
}
