/**
 * One place in an object, with its path. Reading follows proto3: what is absent, null or of another type reads as the
 * type's zero value, as istiod sees it after decoding.
 */
export interface Field {
  /** As `spec.http[0].name`; keys that are no plain words are in brackets. */
  readonly path: string
  /** The last step of the path. */
  readonly key: string
  readonly value: unknown
  /** Neither absent nor null. */
  readonly isSet: boolean
  readonly text: string
  readonly number: number
  readonly flag: boolean
  /** Of a list. */
  readonly items: readonly Field[]
  /** Of a map or message; their `key` is the name. */
  readonly entries: readonly Field[]
  at(key: string): Field
}

/** Begins at the object's root, whose path is ''. */
export function readField(value: unknown, path = '', key = ''): Field {
  return {
    path,
    key,
    value,
    isSet: value !== undefined && value !== null,
    text: typeof value === 'string' ? value : '',
    number: typeof value === 'number' ? value : 0,
    flag: value === true,
    get items() {
      if (!Array.isArray(value)) return []
      return value.map((item: unknown, index) => readField(item, `${path}[${index}]`, String(index)))
    },
    get entries() {
      return Object.entries(asRecord(value)).map(([name, member]) =>
        readField(member, join(path, name), name),
      )
    },
    at: (name) => readField(readMember(value, name), join(path, name), name),
  }
}

/** The object's own member of that name; never one of its prototype. */
export function readMember(value: unknown, name: string): unknown {
  const record = asRecord(value)
  return Object.hasOwn(record, name) ? record[name] : undefined
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  // What is no list is an object of YAML or JSON, whose keys are text.
  return value as Readonly<Record<string, unknown>>
}

function join(path: string, name: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`
  return path === '' ? name : `${path}.${name}`
}
