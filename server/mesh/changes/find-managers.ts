import type { Step } from '#server/mesh/changes/diff-values.ts'
import { isSameJson } from '#server/mesh/changes/is-same-json.ts'
import { asRecord, readMember } from '#server/mesh/checks/field.ts'

/** Who wrote fields of an object: one entry of `metadata.managedFields` (meta/v1 ManagedFieldsEntry). */
export interface FieldManager {
  readonly name: string
  /** `Apply` of who declares an object as a whole and comes back to it, `Update` of who wrote once. */
  readonly operation: 'Apply' | 'Update'
  /** RFC 3339; absent where the entry does not tell. */
  readonly time?: string
  readonly fields: unknown
}

type JsonObject = Readonly<Record<string, unknown>>

/** The writers of an object's own fields, not of its status or another subresource; the newest first. */
export function listManagers(object: JsonObject): readonly FieldManager[] {
  const entries = asRecord(object['metadata'])['managedFields']
  return (Array.isArray(entries) ? entries : [])
    .map((entry: unknown) => asRecord(entry))
    .filter(({ subresource }) => !subresource)
    .map(({ manager, operation, time, fieldsV1 }) => ({
      name: String(manager ?? ''),
      operation: operation === 'Apply' ? ('Apply' as const) : ('Update' as const),
      ...(typeof time === 'string' ? { time } : {}),
      fields: fieldsV1,
    }))
    .toSorted((a, b) => (b.time ?? '').localeCompare(a.time ?? ''))
}

/**
 * Those that manage a value, something within it or a list that it lies in. FieldsV1 (structured-merge-diff `fieldpath`):
 * `f:name` is a field, `k:{…}` the item of a list with these keys, `v:…` the item of a set, `.` the thing itself; a
 * branch that ends is managed whole.
 */
export function findManagers(
  object: JsonObject,
  steps: readonly Step[],
  managers: readonly FieldManager[] = listManagers(object),
): readonly FieldManager[] {
  return managers.filter(({ fields }) => covers(asRecord(fields), object, steps))
}

function covers(fields: JsonObject, value: unknown, steps: readonly Step[]): boolean {
  const [step, ...rest] = steps
  const names = Object.keys(fields)
  // The end of the path, or of the branch.
  if (step === undefined || names.length === 0) return true
  const found =
    typeof step === 'string' ? `f:${step}` : names.find((name) => isItem(name, itemOf(value, step)))
  if (found === undefined || !Object.hasOwn(fields, found)) return false
  const below = typeof step === 'string' ? readMember(value, step) : itemOf(value, step)
  return covers(asRecord(fields[found]), below, rest)
}

const itemOf = (value: unknown, at: number): unknown => (Array.isArray(value) ? value[at] : undefined)

function isItem(name: string, item: unknown): boolean {
  const told = parse(name.slice(2))
  if (name.startsWith('v:')) return isSameJson(told, item)
  if (!name.startsWith('k:')) return false
  return Object.entries(asRecord(told)).every(([key, value]) => isSameJson(asRecord(item)[key], value))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
