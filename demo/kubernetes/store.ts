import { findResourceOfKind, type Resource } from '#demo/kubernetes/catalogue.ts'
import { type Collection, createCollection } from '#demo/kubernetes/collection.ts'
import type { Manifest } from '#demo/world/types.ts'

/** One state of one object. Immutable: a change makes a new one. */
export interface StoredObject {
  /** `namespace/name`, or the name alone for cluster-scoped kinds: the order of lists. */
  readonly key: string
  readonly namespace: string
  readonly name: string
  readonly resourceVersion: number
  readonly labels: Readonly<Record<string, string>>
  readonly manifest: Manifest
  /** The JSON of all fields but apiVersion and kind, which depend on the version and on the place it is shown in. */
  readonly fields: string
}

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
  let history: StoreEvent[] = []
  let version = 0
  let oldest = 0
  const collectionOf = (name: string) => {
    const known = collections.get(name)
    if (known) return known
    const created = createCollection()
    collections.set(name, created)
    return created
  }
  const record = (event: StoreEvent) => {
    history.push(event)
    // Cut in bulk: dropping one by one would move the whole history on each change.
    if (history.length > options.historyLimit * 1.25) {
      history = history.slice(history.length - options.historyLimit)
      oldest = Math.max(oldest, (history[0]?.resourceVersion ?? version) - 1)
    }
    for (const listen of listeners.get(event.collection) ?? []) listen(event)
  }
  return {
    resourceVersion: () => version,
    oldestVersion: () => oldest,
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
    eventsSince: (collection, since) => {
      let low = 0
      let high = history.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((history[middle]?.resourceVersion ?? 0) <= since) low = middle + 1
        else high = middle
      }
      return history.slice(low).filter((event) => event.collection === collection)
    },
    onEvent(collection, listen) {
      const known = listeners.get(collection) ?? new Set()
      listeners.set(collection, known.add(listen))
      return () => known.delete(listen)
    },
    compact() {
      history = []
      oldest = version
    },
  }
}

function requireResource(apiVersion: string, kind: string): Resource {
  const resource = findResourceOfKind(apiVersion, kind)
  if (!resource) throw new Error(`The demo's API server serves no ${apiVersion} ${kind}`)
  return resource
}

export function buildKey(
  resource: Pick<Resource, 'namespaced'>,
  namespace: string | undefined,
  name: string,
) {
  return resource.namespaced ? `${namespace ?? ''}/${name}` : name
}

function buildStored(
  resource: Resource,
  manifest: Manifest,
  previous: StoredObject | undefined,
  version: number,
  options: { now: () => number; mintUid: () => string },
): StoredObject {
  const { apiVersion, kind, metadata: given, ...rest } = manifest
  const { name, namespace, labels, ...more } = given
  const generateName = more['generateName']
  const old: Readonly<Record<string, unknown>> = previous?.manifest.metadata ?? {}
  const metadata = {
    name,
    ...(generateName === undefined ? {} : { generateName }),
    ...(namespace === undefined ? {} : { namespace }),
    uid: more['uid'] ?? old['uid'] ?? options.mintUid(),
    resourceVersion: String(version),
    ...buildGeneration(resource, manifest, previous),
    creationTimestamp: more['creationTimestamp'] ?? old['creationTimestamp'] ?? formatTime(options.now()),
    ...(labels === undefined ? {} : { labels }),
    ...omit(more, ['generateName', 'uid', 'resourceVersion', 'generation', 'creationTimestamp']),
  }
  const stored = { apiVersion, kind, metadata, ...rest }
  return withFields({
    key: buildKey(resource, namespace, name),
    namespace: namespace ?? '',
    name,
    resourceVersion: version,
    // Manifest's metadata is open; Kubernetes' labels are a map of strings.
    labels: (labels ?? {}) as Record<string, string>,
    manifest: stored,
  })
}

/** Serialised once, when first asked for: a start with 5,000 workloads need not wait for what nobody reads. */
function withFields(object: Omit<StoredObject, 'fields'>): StoredObject {
  let json: string | undefined
  return {
    ...object,
    get fields() {
      if (json === undefined) {
        const { apiVersion: _version, kind: _kind, ...rest } = object.manifest
        json = JSON.stringify(rest).slice(1)
      }
      return json
    },
  }
}

/** The generation counts changes of the spec; kinds without one (ConfigMap, Namespace, Service, …) have none. */
function buildGeneration(
  resource: Resource,
  manifest: Manifest,
  previous: StoredObject | undefined,
): { generation?: number } {
  const counted =
    resource.custom ||
    ['apps', 'batch', 'apiextensions.k8s.io'].includes(resource.group) ||
    resource.kind === 'Pod'
  if (!counted) return {}
  const before = Number(previous?.manifest.metadata['generation'] ?? 0)
  if (!previous) return { generation: 1 }
  const changed = JSON.stringify(manifest['spec']) !== JSON.stringify(previous.manifest['spec'])
  return { generation: changed ? before + 1 : before }
}

/** A deleted object is shown in its last state, with the version of its deletion. */
function restamp(object: StoredObject, version: number): StoredObject {
  const metadata = { ...object.manifest.metadata, resourceVersion: String(version) }
  const { key, namespace, name, labels } = object
  return withFields({
    key,
    namespace,
    name,
    labels,
    resourceVersion: version,
    manifest: { ...object.manifest, metadata },
  })
}

/** RFC 3339 in whole seconds, as metav1.Time. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

function omit(record: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}
