/** A JSON object whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object itself, or one without fields. */
export const asRecord = (value: unknown): Fields => (isRecord(value) ? value : {})

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The object's own field; never one of its prototype. */
export function readOwn(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** The value at a path of names; undefined where the path ends before. */
export function readPath(value: unknown, path: readonly string[]): unknown {
  return path.reduce(readOwn, value)
}

/** A copy with another value at a path of names; undefined takes the field away. */
export function withPath(value: unknown, path: readonly string[], next: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return next
  const { [name]: inner, ...others } = asRecord(value)
  const changed = withPath(inner, rest, next)
  // The field keeps its place among the others.
  if (changed === undefined) return others
  return isRecord(value) && Object.hasOwn(value, name)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, key === name ? changed : each]))
    : { ...others, [name]: changed }
}

/** Whether two JSON values are the same, whatever the order of fields. */
export function equals(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => equals(item, right[at]))
  }
  if (!isRecord(left) || !isRecord(right)) return false
  const names = Object.keys(left)
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equals(left[name], right[name]))
  )
}
