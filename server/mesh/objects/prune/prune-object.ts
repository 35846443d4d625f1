import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import { pruneMeta } from '#server/mesh/objects/prune/prune-meta.ts'
import { prunePod } from '#server/mesh/objects/prune/prune-pod.ts'
import { prunePodOwner } from '#server/mesh/objects/prune/prune-pod-owner.ts'
import { pruneEndpointSlice, pruneService } from '#server/mesh/objects/prune/prune-service.ts'
import type {
  RawEndpointSlice,
  RawObject,
  RawPod,
  RawPodOwner,
  RawService,
} from '#server/mesh/objects/prune/raw-object.ts'
import { createStringPool, type StringPool } from '#server/mesh/objects/prune/string-pool.ts'
import type { ObjectOf, StatusCondition } from '#server/mesh/objects/types.ts'

const sharedPool = createStringPool()

/**
 * Cuts an object of the API server down to what the snapshot keeps of its kind. Pure but for the pool, which only
 * decides which copy of an equal string is kept.
 */
export function pruneObject<Kind extends MeshKind>(
  kind: Kind,
  raw: RawObject,
  pool: StringPool = sharedPool,
): ObjectOf<Kind> {
  // The switch below returns the type that `kind` stands for; the compiler cannot follow a key into a type.
  return pruneByKind(kind, raw, pool) as ObjectOf<Kind>
}

function pruneByKind(kind: MeshKind, raw: RawObject, pool: StringPool): ObjectOf<MeshKind> {
  // The casts name the shape that the API server's own schema guarantees for the kind; all its fields are optional.
  switch (kind) {
    case 'Namespace':
      return { metadata: pruneMeta(raw.metadata, pool) }
    case 'Pod':
      return prunePod(raw as RawPod, pool)
    case 'Service':
      return pruneService(raw as RawService, pool)
    case 'EndpointSlice':
      return pruneEndpointSlice(raw as RawEndpointSlice, pool)
    case 'ConfigMap':
      return { metadata: pruneMeta(raw.metadata, pool), data: (raw['data'] ?? {}) as Record<string, string> }
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
    case 'CronJob':
      return prunePodOwner(kind, raw as RawPodOwner, pool)
    default:
      return pruneWithSpec(raw, pool)
  }
}

/** Istio's and Gateway API's objects keep their whole spec, and the conditions of their status. */
function pruneWithSpec(raw: RawObject, pool: StringPool): ObjectOf<MeshKind> {
  const status = raw.status as { readonly conditions?: readonly StatusCondition[] } | undefined
  const conditions = status?.conditions?.map(({ type, status, reason, message }) => ({
    type: pool.text(type),
    status: pool.text(status),
    ...(reason ? { reason: pool.text(reason) } : {}),
    ...(message ? { message: pool.text(message) } : {}),
  }))
  return {
    metadata: pruneMeta(raw.metadata, pool),
    spec: raw.spec ?? {},
    ...(conditions ? { status: { conditions } } : {}),
    // The spec was checked by the CRD's schema when it was stored.
  } as ObjectOf<MeshKind>
}
