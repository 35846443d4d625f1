import { findMeshKind } from '#server/mesh/objects/build-from-manifests.ts'
import { listMeshKinds, type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import { pruneObject } from '#server/mesh/objects/prune/prune-object.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { buildSnapshot, type MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

/** One object to be stored in a snapshot, or taken out of it. */
export interface ImaginedChange {
  /** Whole, with apiVersion, kind and the metadata that names it. */
  readonly object: RawObject
  readonly operation: 'apply' | 'remove'
}

/**
 * The snapshot as it would be. Lists of kinds that nothing changes in are the same, and what is known of them holds. What
 * is of no kind of the snapshot changes nothing.
 */
export function changeSnapshot(snapshot: MeshSnapshot, changes: readonly ImaginedChange[]): MeshSnapshot {
  const lists = new Map<MeshKind, readonly ObjectOf<MeshKind>[]>()
  for (const kind of listMeshKinds()) if (snapshot.kinds.has(kind)) lists.set(kind, snapshot.all(kind))
  for (const { object, operation } of changes) {
    const kind = findMeshKind(object.apiVersion ?? '', object.kind ?? '')
    const list = kind && lists.get(kind)
    if (!kind || !list) continue
    const { namespace, name } = readName(kind, object)
    const at = list.findIndex(({ metadata }) => metadata.name === name && metadata.namespace === namespace)
    if (operation === 'remove') lists.set(kind, at < 0 ? list : list.toSpliced(at, 1))
    else lists.set(kind, place(list, at, pruneObject(kind, imagine(object, list[at]))))
  }
  const { version, cluster, rootNamespace } = snapshot
  return buildSnapshot({ version, cluster, rootNamespace, objects: lists })
}

function readName(kind: MeshKind, { metadata }: RawObject) {
  return {
    name: metadata?.name ?? '',
    namespace: meshKinds[kind].namespaced ? (metadata?.namespace ?? '') : '',
  }
}

function place(
  list: readonly ObjectOf<MeshKind>[],
  at: number,
  object: ObjectOf<MeshKind>,
): readonly ObjectOf<MeshKind>[] {
  return at < 0 ? [...list, object] : list.with(at, object)
}

/** What the API server adds, and rules read: of two objects for one host the older wins, and a new one is the youngest. */
function imagine(object: RawObject, stored: ObjectOf<MeshKind> | undefined): RawObject {
  const { creationTimestamp = '9999-12-31T23:59:59Z', uid = 'imagined' } = stored?.metadata ?? {}
  return { ...object, metadata: { ...object.metadata, creationTimestamp, uid } }
}
