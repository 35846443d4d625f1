import { formatPath } from '#demo/kubernetes/fields/field-set.ts'
import { deduceType, type FieldType, nameItem } from '#demo/kubernetes/fields/field-type.ts'
import { isRecord } from '#demo/kubernetes/fields/json.ts'

/**
 * Why a configuration cannot be applied, in the words of structured-merge-diff (`typed/validate.go`): a field that the
 * schema does not have, a value of another form, an item without its key or there twice. Undefined for a good one.
 */
export function findUnknownField(
  value: unknown,
  type: FieldType,
  path: readonly string[] = [],
): string | undefined {
  const own = deduceType(type, value)
  const at = formatPath(path)
  if (value === null || own.kind === 'any') return undefined
  if (own.kind === 'map') {
    if (!isRecord(value)) return `${at}: expected map, got &{${formatGo(value)}}`
    for (const [name, inner] of Object.entries(value)) {
      const here = [...path, `f:${name}`]
      const field = own.find(name) ?? own.element
      if (!field) return `${formatPath(here)}: field not declared in schema`
      const fault = findUnknownField(inner, field, here)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  if (own.kind === 'list') {
    if (!Array.isArray(value)) return `${at}: expected list, got &{${formatGo(value)}}`
    return findInItems(value, own, path)
  }
  if (typeof value === 'object') return `${at}: expected scalar, got &{${formatGo(value)}}`
  const actual = typeof value === 'number' ? 'numeric' : typeof value
  if (own.of !== 'untyped' && own.of !== actual) {
    return `${at}: expected ${own.of}, got &value.valueUnstructured{Value:${formatGoSyntax(value)}}`
  }
  return undefined
}

function findInItems(items: readonly unknown[], type: FieldType & { kind: 'list' }, path: readonly string[]) {
  const seen = new Set<string>()
  for (const [index, item] of items.entries()) {
    const step = type.relation === 'atomic' ? `i:${index}` : nameItem(type, item)
    if (step === undefined) {
      const keys = type.keys.map(({ name }) => JSON.stringify(name)).join(', ')
      return `${formatPath(path)}: element ${index}: associative list with keys has an element that omits key field ${keys} (and doesn't have default value)`
    }
    if (seen.has(step)) return `${formatPath(path)}: duplicate entries for key ${formatPath([step])}`
    seen.add(step)
    const fault = findUnknownField(item, type.element, [...path, step])
    if (fault !== undefined) return fault
  }
  return undefined
}

/** As Go's %v prints a value. */
export function formatGo(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatGo).join(' ')}]`
  if (!isRecord(value)) return value === null ? '<nil>' : String(value)
  const fields = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `map[${fields.map(([name, inner]) => `${name}:${formatGo(inner)}`).join(' ')}]`
}

const formatGoSyntax = (value: unknown) => (typeof value === 'string' ? JSON.stringify(value) : String(value))
