import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import { listManagers, pruneMeta } from '#server/mesh/objects/prune/prune-meta.ts'
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
  switch (kind) {
    case 'Namespace':
      return { metadata: pruneMeta(raw.metadata, pool) }
    case 'Pod':
      return prunePod(shapeAs<RawPod>(raw), pool)
    case 'Service':
      return pruneService(shapeAs<RawService>(raw), pool)
    case 'EndpointSlice':
      return pruneEndpointSlice(shapeAs<RawEndpointSlice>(raw), pool)
    case 'ConfigMap':
      return {
        metadata: pruneMeta(raw.metadata, pool),
        data: shapeAs<{ readonly data?: Record<string, string> }>(raw).data ?? {},
      }
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
    case 'CronJob':
      return prunePodOwner(kind, shapeAs<RawPodOwner>(raw), pool)
    default:
      return pruneWithSpec(raw, pool)
  }
}

/** The shape that the API server's own schema guarantees for the kind; all its fields are optional. */
function shapeAs<Shape>(raw: RawObject): Shape {
  // What is stored has passed that schema; see above.
  return raw as Shape
}

interface RawJudged {
  readonly conditions?: readonly StatusCondition[] | null
}
/** Of the Gateway API: routes are judged for each parent, gateways by listener, policies by ancestor. */
interface RawConfigStatus extends RawJudged {
  readonly parents?: readonly RawJudged[] | null
  readonly listeners?: readonly RawJudged[] | null
  readonly ancestors?: readonly RawJudged[] | null
}

function pruneConditions(status: RawConfigStatus, pool: StringPool): readonly StatusCondition[] {
  const parts = (['parents', 'listeners', 'ancestors'] as const).flatMap((list) =>
    (status[list] ?? []).map((part, at) => ({ of: `${list}[${at}]`, part })),
  )
  return [{ of: undefined, part: status }, ...parts].flatMap(({ of, part }) =>
    (part.conditions ?? []).map(({ type, status, reason, message }) => ({
      ...(of === undefined ? {} : { of: pool.text(of) }),
      type: pool.text(type),
      status: pool.text(status),
      ...(reason ? { reason: pool.text(reason) } : {}),
      ...(message ? { message: pool.text(message) } : {}),
    })),
  )
}

/** Istio's and Gateway API's objects keep their whole spec, and the conditions of their status. */
function pruneWithSpec(raw: RawObject, pool: StringPool): ObjectOf<MeshKind> {
  const { status } = shapeAs<{ readonly status?: RawConfigStatus | null }>(raw)
  const conditions = status ? pruneConditions(status, pool) : []
  const managers = listManagers(raw.metadata, pool)
  const metadata = pruneMeta(raw.metadata, pool)
  return {
    metadata: managers.length > 0 ? { ...metadata, managers } : metadata,
    spec: raw.spec ?? {},
    ...(conditions.length > 0 ? { status: { conditions } } : {}),
    // The spec was checked by the CRD's schema when it was stored.
  } as ObjectOf<MeshKind>
}
