import { findResourceOfKind } from '#demo/kubernetes/catalogue.ts'
import { asList, asRecord, equals, readPath } from '#demo/kubernetes/fields/json.ts'
import { addManagedFields } from '#demo/kubernetes/objects/managed-fields.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import type { StoredObject } from '#demo/kubernetes/stored-object.ts'
import type { Manifest } from '#demo/world/types.ts'

/** The cluster as controllers see and change it. */
export interface ClusterView {
  find(apiVersion: string, kind: string, namespace: string, name: string): Manifest | undefined
  /** Objects of a kind in a namespace, in the order of their names. */
  list(apiVersion: string, kind: string, namespace: string): readonly Manifest[]
  /** Of those, the ones that an object controls and that are not on their way out. */
  listControlled(apiVersion: string, kind: string, owner: Manifest): readonly Manifest[]
  create(manifest: Manifest): Manifest
  /** Changes nothing where the object is as it is to be. */
  update(manifest: Manifest): void
  remove(manifest: Manifest): void
}

export function createClusterView(store: Store): ClusterView {
  const objects = (apiVersion: string, kind: string): readonly StoredObject[] => {
    const resource = findResourceOfKind(apiVersion, kind)
    return resource ? store.collection(resource).all() : []
  }
  const list = (apiVersion: string, kind: string, namespace: string) =>
    objects(apiVersion, kind)
      .filter((object) => object.namespace === namespace)
      .map(({ manifest }) => manifest)
  return {
    find: (apiVersion, kind, namespace, name) => {
      const resource = findResourceOfKind(apiVersion, kind)
      const key = resource?.namespaced ? `${namespace}/${name}` : name
      return resource && store.collection(resource).find(key)?.manifest
    },
    list,
    listControlled: (apiVersion, kind, owner) =>
      list(apiVersion, kind, owner.metadata.namespace ?? '').filter(
        (object) => isControlledBy(object, owner) && !isDoomed(object),
      ),
    create: (manifest) => store.put(addManagedFields(manifest, new Map())).manifest,
    update: (manifest) => {
      const resource = findResourceOfKind(manifest.apiVersion, manifest.kind)
      const { namespace, name } = manifest.metadata
      const key = resource?.namespaced ? `${namespace}/${name}` : name
      const before = resource && store.collection(resource).find(key)?.manifest
      if (!before || !equals(before, manifest)) store.put(manifest)
    },
    remove: ({ apiVersion, kind, metadata }) =>
      void store.remove(apiVersion, kind, metadata.namespace ?? '', metadata.name),
  }
}

export function isControlledBy(object: Manifest, owner: Manifest): boolean {
  return asList(object.metadata['ownerReferences'])
    .map(asRecord)
    .some(({ uid, controller }) => uid === owner.metadata['uid'] && controller === true)
}

export const isDoomed = ({ metadata }: Manifest) => metadata['deletionTimestamp'] !== undefined

export function isReady(pod: Manifest): boolean {
  return asList(readPath(pod, ['status', 'conditions']))
    .map(asRecord)
    .some(({ type, status }) => type === 'Ready' && status === 'True')
}

/** Labels that a selector asks for, as far as it names them one by one. */
export function matchesLabels(wanted: unknown, object: Manifest): boolean {
  const labels = asRecord(object.metadata['labels'])
  return Object.entries(asRecord(wanted)).every(([name, value]) => labels[name] === value)
}
