import { resources } from '#demo/kubernetes/catalogue.ts'
import type { ClusterView } from '#demo/kubernetes/controllers/cluster-view.ts'
import { asList, asRecord } from '#demo/kubernetes/fields/json.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import type { Manifest } from '#demo/world/types.ts'

/** Kinds whose objects others own. */
const ownedKinds = [
  ['apps/v1', 'ReplicaSet'],
  ['apps/v1', 'ControllerRevision'],
  ['batch/v1', 'Job'],
  ['discovery.k8s.io/v1', 'EndpointSlice'],
  ['v1', 'Pod'],
] as const

function listOwned(view: ClusterView, owner: Manifest): Manifest[] {
  const { uid, namespace = '' } = owner.metadata
  return ownedKinds.flatMap(([apiVersion, kind]) =>
    view
      .list(apiVersion, kind, namespace)
      .filter((object) =>
        asList(object.metadata['ownerReferences']).some((each) => asRecord(each)['uid'] === uid),
      ),
  )
}

/** What an object that is gone owned goes as well (Kubernetes, "Garbage collection"). */
export function collectOrphans(view: ClusterView, gone: Manifest): void {
  for (const object of listOwned(view, gone)) view.remove(object)
}

/** Does what an object's finalizers wait for, and takes them off: deletes what it owns first, or leaves it without owner. */
export function finishDeletion(view: ClusterView, object: Manifest): void {
  const finalizers = asList(object.metadata['finalizers'])
  const isForeground = finalizers.includes('foregroundDeletion')
  if (!isForeground && !finalizers.includes('orphan')) return
  for (const owned of listOwned(view, object)) {
    if (isForeground) view.remove(owned)
    else {
      const references = asList(owned.metadata['ownerReferences']).filter(
        (each) => asRecord(each)['uid'] !== object.metadata['uid'],
      )
      view.update({ ...owned, metadata: { ...owned.metadata, ownerReferences: references } })
    }
  }
  const left = finalizers.filter((name) => name !== 'foregroundDeletion' && name !== 'orphan')
  if (left.length === 0) view.remove(object)
  else view.update({ ...object, metadata: { ...object.metadata, finalizers: left } })
}

/** Empties a namespace that is on its way out, and takes it away. What has finalizers of others holds it up. */
export function finishNamespace(store: Store, view: ClusterView, namespace: Manifest): void {
  const { name } = namespace.metadata
  let isEmpty = true
  for (const resource of resources) {
    const isStored = resource.namespaced && resource.version === resource.storageVersion
    if (!isStored || !resource.verbs.includes('list')) continue
    for (const object of store.collection(resource).all()) {
      if (object.namespace !== name) continue
      if (asList(object.manifest.metadata['finalizers']).length > 0) isEmpty = false
      else view.remove(object.manifest)
    }
  }
  if (isEmpty) view.remove(namespace)
}
