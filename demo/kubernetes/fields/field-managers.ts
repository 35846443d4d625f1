import { compareValues, listFields } from '#demo/kubernetes/fields/compare.ts'
import {
  emptySet,
  type FieldSet,
  formatFields,
  intersect,
  isEmpty,
  parseFields,
  subtract,
  subtractWhole,
  union,
} from '#demo/kubernetes/fields/field-set.ts'
import type { FieldType } from '#demo/kubernetes/fields/field-type.ts'
import { asList, asRecord, equals } from '#demo/kubernetes/fields/json.ts'
import { mergeValues, removeItems, withNamedFields } from '#demo/kubernetes/fields/merge.ts'

/** Who writes, through which version and subresource. */
export interface Manager {
  readonly name: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
}

/** One entry of `metadata.managedFields`. */
export interface Managed extends Manager {
  readonly fields: FieldSet
  readonly time: string | undefined
}

/** The book of who manages which fields, by manager. */
export type ManagerBook = ReadonlyMap<string, Managed>

/** An applier is the same through every version of a kind; who updates is one for each. */
export const identify = ({ name, operation, apiVersion, subresource }: Manager) =>
  JSON.stringify([operation, name, operation === 'Apply' ? '' : apiVersion, subresource])

/** Reads `metadata.managedFields`; undefined where it cannot be read. */
export function parseBook(managedFields: unknown): ManagerBook | undefined {
  const book = new Map<string, Managed>()
  for (const entry of asList(managedFields)) {
    const { manager, operation, apiVersion, subresource, time, fieldsType, fieldsV1 } = asRecord(entry)
    if (operation !== 'Apply' && operation !== 'Update') return undefined
    if (fieldsType !== 'FieldsV1') return undefined
    const found: Manager = {
      name: String(manager ?? ''),
      operation,
      apiVersion: String(apiVersion ?? ''),
      subresource: String(subresource ?? ''),
    }
    try {
      const fields = parseFields(fieldsV1)
      book.set(identify(found), { ...found, fields, time: time === undefined ? undefined : String(time) })
    } catch {
      return undefined
    }
  }
  return book
}

/** `metadata.managedFields`: appliers first, then by time and name (apimachinery managedfields.go). */
export function formatBook(book: ManagerBook): Record<string, unknown>[] {
  const key = ({ operation, time, name, apiVersion, subresource }: Managed) => [
    operation,
    time ?? '',
    name,
    apiVersion,
    subresource,
  ]
  return [...book.values()]
    .sort((left, right) => {
      const [a, b] = [key(left), key(right)]
      const at = a.findIndex((part, index) => part !== b[index])
      return at < 0 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1
    })
    .map(({ name, operation, apiVersion, subresource, time, fields }) => ({
      ...(name === '' ? {} : { manager: name }),
      operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: formatFields(fields),
      ...(subresource === '' ? {} : { subresource }),
    }))
}

export interface WriteFacts {
  readonly manager: Manager
  readonly type: FieldType
  /** What the request's path does not write: `status` where it is a subresource. */
  readonly reset: FieldSet
  readonly time: string | undefined
}

/** Paths that nobody manages: identity and what the server gives (apimachinery stripmeta.go). */
const unmanaged: FieldSet = {
  members: new Set(['f:apiVersion', 'f:kind', 'f:metadata']),
  children: new Map([
    [
      'f:metadata',
      {
        members: new Set(
          [
            'name',
            'namespace',
            'creationTimestamp',
            'selfLink',
            'uid',
            'clusterName',
            'generation',
            'managedFields',
            'resourceVersion',
          ].map((name) => `f:${name}`),
        ),
        children: new Map(),
      },
    ],
  ]),
}

const mostUpdaters = 10

/** The book after a create, an update or a patch (structured-merge-diff `merge/update.go`, Update). */
export function recordUpdate(
  before: unknown,
  after: unknown,
  book: ManagerBook,
  facts: WriteFacts,
): ManagerBook {
  const { manager, type, reset, time } = facts
  const change = compareValues(before, after, type)
  const taken = subtractWhole(union(change.modified, change.added), reset)
  const gone = subtractWhole(change.removed, reset)
  const next = new Map<string, Managed>()
  for (const [id, entry] of book) {
    const fields = subtract(subtract(entry.fields, taken), gone)
    if (!isEmpty(fields)) next.set(id, { ...entry, fields })
  }
  const own = subtract(taken, unmanaged)
  const id = identify(manager)
  if (!isEmpty(own)) {
    const fields = union(own, next.get(id)?.fields ?? emptySet)
    next.set(id, { ...manager, fields, time })
  }
  return capUpdaters(next)
}

/** The book in which nobody manages these paths. */
export function disown(book: ManagerBook, set: FieldSet): ManagerBook {
  const left = [...book].map(
    ([id, entry]) => [id, { ...entry, fields: subtract(entry.fields, set) }] as const,
  )
  return new Map(left.filter(([, { fields }]) => !isEmpty(fields)))
}

/** More than ten who update are told as `ancient-changes`, the oldest first (apimachinery capmanagers.go). */
function capUpdaters(book: Map<string, Managed>): ManagerBook {
  const updaters = [...book.values()]
    .filter(({ operation }) => operation === 'Update')
    .sort((left, right) => {
      const order =
        (left.time ?? '') === (right.time ?? '')
          ? identify(left) < identify(right)
          : (left.time ?? '') < (right.time ?? '')
      return order ? -1 : 1
    })
  const firsts = new Map<string, Managed>()
  let count = updaters.length
  for (const entry of updaters) {
    if (count <= mostUpdaters) break
    const first = firsts.get(entry.apiVersion)
    if (!first) {
      firsts.set(entry.apiVersion, entry)
      continue
    }
    const bucket: Manager = { ...entry, name: 'ancient-changes', subresource: '' }
    const kept = book.get(identify(bucket)) ?? first
    book.delete(identify(first))
    book.delete(identify(entry))
    book.set(identify(bucket), { ...bucket, fields: union(entry.fields, kept.fields), time: entry.time })
    count -= 1
  }
  return book
}

/** A field that somebody else manages and an apply wants to change. */
export interface OwnershipConflict {
  readonly manager: Manager
  readonly fields: FieldSet
}

export interface Applied {
  readonly object: unknown
  readonly book: ManagerBook
  /** Not empty: nothing may be stored. */
  readonly conflicts: readonly OwnershipConflict[]
}

/**
 * A configuration applied to the live object: merged, what its applier no longer wants and nobody else manages removed,
 * ownership taken (structured-merge-diff `merge/update.go`, Apply). With `force`, from others as well.
 */
export function applyConfig(
  live: unknown,
  config: unknown,
  book: ManagerBook,
  facts: WriteFacts & { readonly force: boolean },
): Applied {
  const { manager, type, reset, force, time } = facts
  const id = identify(manager)
  const last = book.get(id)
  const fields = subtractWhole(listFields(config, type), reset)
  const claimed = new Map(book)
  claimed.set(id, { ...manager, fields, time })
  const merged = mergeValues(live, config, type)
  const object = last ? prune(merged, claimed, last.fields, type) : merged
  const change = compareValues(live, object, type)
  const taken = subtractWhole(union(change.modified, change.added), reset)
  const gone = subtractWhole(change.removed, reset)
  const conflicts: OwnershipConflict[] = []
  const next = new Map<string, Managed>()
  for (const [other, entry] of claimed) {
    if (other === id) {
      const own = subtract(entry.fields, unmanaged)
      if (!isEmpty(own)) next.set(id, { ...entry, fields: own })
      continue
    }
    const conflict = intersect(entry.fields, taken)
    if (!isEmpty(conflict)) conflicts.push({ manager: entry, fields: conflict })
    const left = subtract(subtract(entry.fields, conflict), gone)
    if (!isEmpty(left)) next.set(other, { ...entry, fields: left })
  }
  // Applying what is there already leaves its time as it was (apimachinery managedfieldsupdater.go).
  const own = next.get(id)
  if (own && equals(live, object)) next.set(id, { ...own, time: last?.time })
  return { object, book: next, conflicts: force ? [] : conflicts }
}

/** Without what the applier wanted last time and does not now, where nobody else manages it. */
function prune(merged: unknown, claimed: ManagerBook, last: FieldSet, type: FieldType): unknown {
  if (isEmpty(last)) return merged
  const named = (set: FieldSet) => withNamedFields(set, type)
  const whole = named(listFields(merged, type))
  const fieldsOf = (value: unknown) => named(listFields(value, type))
  const claims = [...claimed.values()].reduce((all, { fields }) => union(all, fields), emptySet)
  const bare = removeItems(merged, named(last), type)
  // What others, or the new configuration, manage stays.
  const owned = removeItems(merged, subtract(whole, union(fieldsOf(bare), named(claims))), type)
  // What the applier did not manage either is not its to remove.
  return removeItems(merged, intersect(subtract(whole, fieldsOf(owned)), named(last)), type)
}
