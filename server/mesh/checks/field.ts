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

/** Begins at the object's root, whose path is '', or at a part of it. */
export function readField(value: unknown, path = ''): Field {
  return new Place(value, undefined, path)
}

/** Everything is worked out when it is asked for: an object has thousands of places, and most are only passed. */
class Place implements Field {
  readonly value: unknown
  readonly key: string
  private readonly within: Place | undefined
  /** Its key is the index in a list. */
  private readonly isItem: boolean

  constructor(value: unknown, within: Place | undefined, key: string, isItem = false) {
    this.value = value
    this.within = within
    this.key = key
    this.isItem = isItem
  }

  get path(): string {
    const { within, key } = this
    if (!within) return key
    return this.isItem ? `${within.path}[${key}]` : join(within.path, key)
  }

  get isSet(): boolean {
    return this.value !== undefined && this.value !== null
  }

  get text(): string {
    return typeof this.value === 'string' ? this.value : ''
  }

  get number(): number {
    return typeof this.value === 'number' ? this.value : 0
  }

  get flag(): boolean {
    return this.value === true
  }

  get items(): readonly Field[] {
    if (!Array.isArray(this.value)) return []
    return this.value.map((item: unknown, index) => new Place(item, this, String(index), true))
  }

  get entries(): readonly Field[] {
    return Object.entries(asRecord(this.value)).map(([name, member]) => new Place(member, this, name))
  }

  at(name: string): Field {
    return new Place(readMember(this.value, name), this, name)
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
