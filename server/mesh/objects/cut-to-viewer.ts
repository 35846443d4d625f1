import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import { buildSnapshot, type MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

type ObjectList = readonly ObjectOf<MeshKind>[]

const cuts = new WeakMap<ViewerAccess, WeakMap<MeshSnapshot, MeshSnapshot>>()
/** A kind's list outlives many snapshots, and so does its cut. */
const listCuts = new WeakMap<ViewerAccess, WeakMap<ObjectList, ObjectList>>()

/**
 * The snapshot as one viewer may see it: of each kind the objects that the viewer may list, in the namespaces where
 * that is allowed. It is the first stage of every use case. The same rights and the same snapshot give the same
 * result object; a viewer who sees everything gets the snapshot itself.
 */
export function cutToViewer(snapshot: MeshSnapshot, access: ViewerAccess): MeshSnapshot {
  const bySnapshot = cuts.get(access) ?? new WeakMap<MeshSnapshot, MeshSnapshot>()
  cuts.set(access, bySnapshot)
  const known = bySnapshot.get(snapshot)
  if (known) return known
  const cut = buildCut(snapshot, access)
  bySnapshot.set(snapshot, cut)
  return cut
}

function buildCut(snapshot: MeshSnapshot, access: ViewerAccess): MeshSnapshot {
  const objects = new Map<MeshKind, ObjectList>()
  let isWhole = true
  for (const kind of snapshot.kinds) {
    const list = snapshot.all(kind)
    const cut = cutList(kind, list, access)
    if (cut !== list) isWhole = false
    // A kind of which nothing may be seen is not "seen, and empty".
    if (cut.length > 0 || isListable(kind, snapshot, access)) objects.set(kind, cut)
    else isWhole = false
  }
  if (isWhole) return snapshot
  return buildSnapshot({
    version: snapshot.version,
    cluster: snapshot.cluster,
    rootNamespace: snapshot.rootNamespace,
    objects,
  })
}

function isListable(kind: MeshKind, snapshot: MeshSnapshot, access: ViewerAccess): boolean {
  if (access.may('list', kind)) return true
  if (kind !== 'Namespace' && !meshKinds[kind].namespaced) return false
  return snapshot
    .all('Namespace')
    .some(({ metadata }) =>
      kind === 'Namespace' ? maySeeNamespace(access, metadata.name) : access.may('list', kind, metadata.name),
    )
}

function cutList(kind: MeshKind, list: ObjectList, access: ViewerAccess): ObjectList {
  if (access.may('list', kind)) return list
  const byList = listCuts.get(access) ?? new WeakMap<ObjectList, ObjectList>()
  listCuts.set(access, byList)
  const known = byList.get(list)
  if (known) return known
  const visible = new Map<string, boolean>()
  const isVisible = (namespace: string): boolean => {
    const answer =
      visible.get(namespace) ??
      (kind === 'Namespace' ? maySeeNamespace(access, namespace) : access.may('list', kind, namespace))
    visible.set(namespace, answer)
    return answer
  }
  const kept = list.filter(({ metadata }) => {
    if (kind === 'Namespace') return isVisible(metadata.name)
    // An object without namespace is seen by who may list its kind in the cluster, which was asked above.
    return metadata.namespace !== '' && isVisible(metadata.namespace)
  })
  const cut = kept.length === list.length ? list : kept
  byList.set(list, cut)
  return cut
}

/**
 * Whether the name of a namespace is no secret from this viewer: who may get the namespace or look into it. A cluster's
 * list of namespaces cannot be cut by RBAC, so a name says nothing of the right to what is inside.
 */
export function maySeeNamespace(access: ViewerAccess, namespace: string): boolean {
  return access.may('get', 'Namespace', namespace) || mayLookInto(access, namespace)
}

/**
 * Whether this viewer may learn what runs in a namespace, and with it what telemetry tells of that: who may list its
 * pods or its services. Metrics have no rights of their own in Kubernetes; these two are what they are about.
 */
export function mayLookInto(access: ViewerAccess, namespace: string): boolean {
  return access.may('list', 'Pod', namespace) || access.may('list', 'Service', namespace)
}
