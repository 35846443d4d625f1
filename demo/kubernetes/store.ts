import { findResourceOfKind, type Resource } from '#demo/kubernetes/catalogue.ts'
import { type Collection, createCollection } from '#demo/kubernetes/collection.ts'
import { buildKey, buildStored, restamp, type StoredObject } from '#demo/kubernetes/stored-object.ts'
import type { Manifest } from '#demo/world/types.ts'

export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly resourceVersion: number
  readonly collection: string
  readonly object: StoredObject
  readonly previous?: StoredObject
}

export interface Store {
  /** The newest resource version given out. */
  readonly resourceVersion: () => number
  /** Versions below it can no longer be listed or watched from. */
  readonly oldestVersion: () => number
  collection(resource: Pick<Resource, 'collection'>): Collection
  /** Creates or replaces; the version and, where absent, uid and creationTimestamp are the store's to give. */
  put(manifest: Manifest): StoredObject
  /** What `put` would give, without putting it: a dry run. The version is the one that there is, none for a new object. */
  preview(manifest: Manifest): StoredObject
  /** False where there was none. */
  remove(apiVersion: string, kind: string, namespace: string, name: string): boolean
  /** Events of a collection after a version, oldest first. */
  eventsSince(collection: string, resourceVersion: number): readonly StoreEvent[]
  onEvent(collection: string, listen: (event: StoreEvent) => void): () => void
  /** Forgets all history, as etcd's compaction does: who asks for an older version is told 410. */
  compact(): void
}

/**
 * An in-memory etcd with a watch cache: one counter of versions for all kinds, one bounded history.
 * `historyLimit` bounds the events that are remembered; older versions are "too old".
 */
export function createStore(options: {
  historyLimit: number
  now: () => number
  mintUid: () => string
}): Store {
  const collections = new Map<string, Collection>()
  const listeners = new Map<string, Set<(event: StoreEvent) => void>>()
  const history = createHistory(options.historyLimit)
  let version = 0
  const collectionOf = (name: string) => {
    const known = collections.get(name)
    if (known) return known
    const created = createCollection()
    collections.set(name, created)
    return created
  }
  const record = (event: StoreEvent) => {
    history.add(event)
    for (const listen of listeners.get(event.collection) ?? []) listen(event)
  }
  return {
    resourceVersion: () => version,
    oldestVersion: history.oldest,
    collection: (resource) => collectionOf(resource.collection),
    put(manifest) {
      const resource = requireResource(manifest.apiVersion, manifest.kind)
      const collection = collectionOf(resource.collection)
      const previous = collection.find(
        buildKey(resource, manifest.metadata.namespace, manifest.metadata.name),
      )
      version += 1
      const object = buildStored(resource, manifest, previous, version, options)
      collection.set(object)
      record({
        type: previous ? 'MODIFIED' : 'ADDED',
        resourceVersion: version,
        collection: resource.collection,
        object,
        ...(previous ? { previous } : {}),
      })
      return object
    },
    preview(manifest) {
      const resource = requireResource(manifest.apiVersion, manifest.kind)
      const { namespace, name } = manifest.metadata
      const previous = collectionOf(resource.collection).find(buildKey(resource, namespace, name))
      return buildStored(resource, manifest, previous, previous?.resourceVersion, options)
    },
    remove(apiVersion, kind, namespace, name) {
      const resource = requireResource(apiVersion, kind)
      const collection = collectionOf(resource.collection)
      const previous = collection.find(buildKey(resource, namespace, name))
      if (!previous) return false
      version += 1
      collection.delete(previous.key)
      const object = restamp(previous, version)
      record({ type: 'DELETED', resourceVersion: version, collection: resource.collection, object, previous })
      return true
    },
    eventsSince: history.since,
    onEvent(collection, listen) {
      const known = listeners.get(collection) ?? new Set()
      listeners.set(collection, known.add(listen))
      return () => known.delete(listen)
    },
    compact: () => history.forget(version),
  }
}

/** The newest events of all kinds, at least `limit` of them. */
function createHistory(limit: number) {
  let events: StoreEvent[] = []
  let oldest = 0
  return {
    oldest: () => oldest,
    add(event: StoreEvent) {
      events.push(event)
      // Cut in bulk: dropping one by one would move the whole history on each change.
      if (events.length <= limit * 1.25) return
      events = events.slice(events.length - limit)
      oldest = (events[0]?.resourceVersion ?? 1) - 1
    },
    since(collection: string, version: number): readonly StoreEvent[] {
      let low = 0
      let high = events.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((events[middle]?.resourceVersion ?? 0) <= version) low = middle + 1
        else high = middle
      }
      return events.slice(low).filter((event) => event.collection === collection)
    },
    forget(version: number) {
      events = []
      oldest = version
    },
  }
}

function requireResource(apiVersion: string, kind: string): Resource {
  const resource = findResourceOfKind(apiVersion, kind)
  if (!resource) throw new Error(`The demo's API server serves no ${apiVersion} ${kind}`)
  return resource
}
