import type { StoredObject } from '#demo/kubernetes/stored-object.ts'

/** The objects of one kind, in the order of their keys. */
export interface Collection {
  find(key: string): StoredObject | undefined
  set(object: StoredObject): void
  delete(key: string): void
  /** All, in the order of their keys (bytewise, as etcd's). The array is the collection's own until its next change. */
  all(): readonly StoredObject[]
}

export function createCollection(): Collection {
  const byKey = new Map<string, StoredObject>()
  let sorted: StoredObject[] | undefined
  return {
    find: (key) => byKey.get(key),
    set(object) {
      byKey.set(object.key, object)
      sorted = undefined
    },
    delete(key) {
      byKey.delete(key)
      sorted = undefined
    },
    all() {
      sorted ??= [...byKey.values()].sort(compareKeys)
      return sorted
    },
  }
}

export function compareKeys(left: { readonly key: string }, right: { readonly key: string }): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0
}

/** The index of the first object whose key is not below `key`. */
export function findStart(objects: readonly StoredObject[], key: string): number {
  let low = 0
  let high = objects.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((objects[middle]?.key ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}
