import { isDeepStrictEqual } from 'node:util'
import type { Collection } from '#server/adapters/kubernetes/watch/collection.ts'
import type { ListedObjects } from '#server/adapters/kubernetes/watch/list-pages.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import { buildSnapshot, type MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

type AnyObject = ObjectOf<MeshKind>
type Labels = Readonly<Record<string, string>>

export interface StoreFacts {
  readonly cluster: string
  readonly rootNamespace: string
  /** The namespaces to show, asked anew whenever Namespaces or ConfigMaps changed; undefined shows all. */
  namespaceFilter(
    configMaps: readonly ObjectOf<'ConfigMap'>[],
  ): ((name: string, labels: Labels) => boolean) | undefined
}

/** The objects as the watches leave them, folded into a snapshot when asked. */
export interface MeshStore {
  replace(collection: Collection, listed: ListedObjects): void
  put(collection: Collection, object: AnyObject): void
  remove(collection: Collection, object: AnyObject): void
  /** Forgets a collection whose kind may no longer be read. */
  drop(collection: Collection): void
  /** The new snapshot, or undefined when nothing that it holds has changed. */
  fold(): MeshSnapshot | undefined
}

/** Kinds that people edit through their resourceVersion, so that even an invisible change counts. */
function isOperational(kind: MeshKind): boolean {
  return ['Pod', 'Service', 'EndpointSlice', 'Namespace', 'ConfigMap'].includes(kind) || isOwner(kind)
}

function isOwner(kind: MeshKind): boolean {
  return ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'].includes(kind)
}

export function createMeshStore(facts: StoreFacts): MeshStore {
  /** By collection: a kind can have several (ConfigMaps by name). */
  const held = new Map<string, { readonly kind: MeshKind; readonly objects: Map<string, AnyObject> }>()
  const dirty = new Set<MeshKind>()
  let lists = new Map<MeshKind, readonly AnyObject[]>()
  let shown: ReadonlySet<string> | undefined
  let version = 0

  const objectsOf = ({ key, kind }: Collection) => {
    const known = held.get(key)
    if (known) return known.objects
    const objects = new Map<string, AnyObject>()
    held.set(key, { kind, objects })
    dirty.add(kind)
    return objects
  }

  const put = (collection: Collection, object: AnyObject) => {
    const objects = objectsOf(collection)
    const key = keyOf(object)
    const known = objects.get(key)
    if (known?.metadata.resourceVersion === object.metadata.resourceVersion) return
    objects.set(key, object)
    if (!known || !isOperational(collection.kind) || !isAlike(known, object)) dirty.add(collection.kind)
  }

  const collect = (kind: MeshKind): readonly AnyObject[] => {
    const collections = [...held.values()].filter((collection) => collection.kind === kind)
    return collections.flatMap(({ objects }) => [...objects.values()])
  }

  /** Namespaces that the filter shows; undefined when there is no filter. */
  const chooseNamespaces = (): ReadonlySet<string> | undefined => {
    // The store keeps objects of a kind under that kind; the map cannot say so.
    const namespaces = collect('Namespace') as readonly ObjectOf<'Namespace'>[]
    const configMaps = collect('ConfigMap') as readonly ObjectOf<'ConfigMap'>[]
    const isShown = facts.namespaceFilter(configMaps)
    if (!isShown) return undefined
    return new Set(
      namespaces
        .filter(({ metadata }) => isShown(metadata.name, metadata.labels))
        .map(({ metadata }) => metadata.name),
    )
  }

  return {
    put,
    replace: (collection, { objects: listed }) => {
      const objects = objectsOf(collection)
      const gone = new Set(objects.keys())
      for (const object of listed) {
        gone.delete(keyOf(object))
        put(collection, object)
      }
      for (const key of gone) objects.delete(key)
      if (gone.size > 0) dirty.add(collection.kind)
    },
    remove: (collection, object) => {
      if (objectsOf(collection).delete(keyOf(object))) dirty.add(collection.kind)
    },
    drop: ({ key, kind }) => {
      if (held.delete(key)) dirty.add(kind)
    },
    fold: () => {
      if (dirty.size === 0) return undefined
      if (dirty.has('Namespace') || dirty.has('ConfigMap')) {
        const next = chooseNamespaces()
        if (!isSameSet(shown, next)) for (const { kind } of held.values()) dirty.add(kind)
        shown = next
      }
      const next = new Map(lists)
      for (const kind of dirty) {
        const kept = shown
        const objects = collect(kind)
        const isHeld = [...held.values()].some((collection) => collection.kind === kind)
        if (!isHeld) next.delete(kind)
        else next.set(kind, kept ? objects.filter((object) => isShown(kind, object, kept)) : objects)
      }
      dirty.clear()
      lists = next
      version += 1
      return buildSnapshot({
        version,
        cluster: facts.cluster,
        rootNamespace: facts.rootNamespace,
        objects: lists,
      })
    },
  }
}

function isShown(kind: MeshKind, { metadata }: AnyObject, shown: ReadonlySet<string>): boolean {
  if (kind === 'Namespace') return shown.has(metadata.name)
  return metadata.namespace === '' || shown.has(metadata.namespace)
}

function keyOf({ metadata }: AnyObject): string {
  return `${metadata.namespace}/${metadata.name}`
}

/** Equal in all that the snapshot keeps; the version alone does not count. */
function isAlike(a: AnyObject, b: AnyObject): boolean {
  const { resourceVersion } = b.metadata
  return isDeepStrictEqual(
    { ...a, metadata: { ...a.metadata, resourceVersion, generation: 0 } },
    { ...b, metadata: { ...b.metadata, resourceVersion, generation: 0 } },
  )
}

function isSameSet(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.size === b.size && a.isSubsetOf(b)
}
