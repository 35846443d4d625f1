import { createCollector, type FieldSet } from '#demo/kubernetes/fields/field-set.ts'
import { deduceType, type FieldType, findField, nameItem } from '#demo/kubernetes/fields/field-type.ts'
import { asList, asRecord, equals, isRecord } from '#demo/kubernetes/fields/json.ts'

/** Which paths a change touched. */
export interface Comparison {
  readonly added: FieldSet
  readonly modified: FieldSet
  readonly removed: FieldSet
}

type Path = readonly string[]
type Collector = ReturnType<typeof createCollector>
interface Found {
  readonly added: Collector
  readonly modified: Collector
  readonly removed: Collector
}

/** What changed from one state of an object to the next (structured-merge-diff `typed/compare.go`). */
export function compareValues(before: unknown, after: unknown, type: FieldType): Comparison {
  const found: Found = { added: createCollector(), modified: createCollector(), removed: createCollector() }
  visit(before, after, type, [], found)
  return { added: found.added.set(), modified: found.modified.set(), removed: found.removed.set() }
}

function visit(left: unknown, right: unknown, type: FieldType, path: Path, found: Found): void {
  const own = deduceType(type, right === undefined || right === null ? left : right)
  const isLeaf =
    own.kind === 'scalar' ||
    own.kind === 'any' ||
    (own.kind === 'map' && (own.atomic || (isBare(left) && isBare(right)))) ||
    (own.kind === 'list' && (own.relation === 'atomic' || (isBare(left) && isBare(right))))
  if (isLeaf || differInForm(left, right)) {
    markLeaf(left, right, path, found)
    return
  }
  if (own.kind === 'map') {
    const [before, after] = [asRecord(left), asRecord(right)]
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      visit(before[name], after[name], findField(own, name), [...path, `f:${name}`], found)
    }
  } else if (own.kind === 'list') visitItems(asList(left), asList(right), own, path, found)
  if (left === undefined) found.added.add(path)
  else if (right === undefined) found.removed.add(path)
}

/** Absent, null or without content. */
const isBare = (value: unknown) =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)

function differInForm(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined || left === null || right === null) return false
  return Array.isArray(left) !== Array.isArray(right) || isRecord(left) !== isRecord(right)
}

function markLeaf(left: unknown, right: unknown, path: Path, found: Found): void {
  if (left === undefined) found.added.add(path)
  else if (right === undefined) found.removed.add(path)
  else if (!equals(left, right)) found.modified.add(path)
}

type ListType = FieldType & { kind: 'list' }

function visitItems(
  left: readonly unknown[],
  right: readonly unknown[],
  type: ListType,
  path: Path,
  found: Found,
) {
  const [before, after] = [groupItems(left, type), groupItems(right, type)]
  for (const step of new Set([...before.keys(), ...after.keys()])) {
    const [own, next] = [before.get(step) ?? [], after.get(step) ?? []]
    const here = [...path, step]
    if (own.length <= 1 && next.length <= 1) visit(own[0], next[0], type.element, here, found)
    else if (own.length >= 2 && next.length >= 2) {
      if (!equals(own, next)) found.modified.add(here)
    } else if (own.length >= 2) {
      if (next.length > 0) visit(undefined, next[0], type.element, here, found)
      found.removed.add(here)
    } else {
      if (own.length > 0) visit(own[0], undefined, type.element, here, found)
      found.added.add(here)
    }
  }
}

/** Items by what they are named; more than one of a name are duplicates, which old objects may have. */
function groupItems(items: readonly unknown[], type: ListType): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>()
  for (const item of items) {
    const step = nameItem(type, item)
    if (step === undefined) continue
    groups.set(step, [...(groups.get(step) ?? []), item])
  }
  return groups
}

/** Every path of a configuration (structured-merge-diff `typed/tofieldset.go`). */
export function listFields(value: unknown, type: FieldType): FieldSet {
  const found = createCollector()
  collect(value, type, [], found)
  return found.set()
}

function collect(value: unknown, type: FieldType, path: Path, found: Collector): void {
  const own = deduceType(type, value)
  if (own.kind === 'list' && own.relation !== 'atomic') {
    for (const [step, items] of groupItems(asList(value), own)) {
      const here = [...path, step]
      if (items.length === 1) collect(items[0], own.element, here, found)
      found.add(here)
    }
    return
  }
  if (own.kind !== 'map' || own.atomic) {
    found.add(path)
    return
  }
  for (const [name, inner] of Object.entries(asRecord(value))) {
    const here = [...path, `f:${name}`]
    collect(inner, findField(own, name), here, found)
    const isEmptyMap = isRecord(inner) && Object.keys(inner).length === 0
    if (inner === null || isEmptyMap || own.find(name) === undefined) found.add(here)
  }
}
