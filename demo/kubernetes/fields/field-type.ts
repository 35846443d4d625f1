import { asRecord, type Fields, isRecord, readOwn } from '#demo/kubernetes/fields/json.ts'

/**
 * How a value merges, as structured-merge-diff (sigs.k8s.io/structured-merge-diff, `schema`) reads it from OpenAPI. `any`
 * is what the schema leaves open: maps in it merge by key, lists are taken whole.
 */
export type FieldType =
  | { readonly kind: 'any' }
  | { readonly kind: 'scalar'; readonly of: 'string' | 'numeric' | 'boolean' | 'untyped' }
  | {
      readonly kind: 'map'
      readonly atomic: boolean
      /** The type of a named field; undefined where the schema does not name it. */
      readonly find: (name: string) => FieldType | undefined
      /** Of fields that are not named; undefined where there may be none. */
      readonly element: FieldType | undefined
    }
  | {
      readonly kind: 'list'
      readonly relation: 'atomic' | 'set' | 'map'
      readonly keys: readonly { readonly name: string; readonly otherwise: unknown }[]
      readonly element: FieldType
    }

export const anyType: FieldType = { kind: 'any' }
const scalar: FieldType = { kind: 'scalar', of: 'untyped' }

/** Follows a `$ref`, with what stands beside it. */
export type Resolve = (schema: Fields) => Fields

/** The type that a schema says (kube-openapi `pkg/schemaconv`). */
export function buildFieldType(schema: Fields, resolve: Resolve, known = new Map<Fields, FieldType>()) {
  const found = known.get(schema)
  if (found) return found
  const type = describe(resolve(schema), resolve, known)
  known.set(schema, type)
  return type
}

function describe(schema: Fields, resolve: Resolve, known: Map<Fields, FieldType>): FieldType {
  const inner = (value: unknown): FieldType =>
    isRecord(value) ? buildFieldType(value, resolve, known) : anyType
  if (schema['x-kubernetes-int-or-string'] === true) return scalar
  if (schema['type'] === 'array') return describeList(schema, resolve, inner)
  const properties = readOwn(schema, 'properties')
  const additional = schema['additionalProperties']
  if (schema['type'] !== 'object' && !isRecord(properties))
    return schema['type'] === undefined ? anyType : describeScalar(schema)
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true
  if (!isRecord(properties) && additional === undefined) return anyType
  return {
    kind: 'map',
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    find: (name) => {
      const field = readOwn(properties, name)
      return isRecord(field) ? inner(field) : undefined
    },
    element: additional === undefined ? (open ? anyType : undefined) : inner(additional),
  }
}

function describeScalar({ type, format }: Fields): FieldType {
  // Quantities and the like are written as text and read from numbers as well.
  if (type === 'string' && (format === undefined || format === 'date-time'))
    return { kind: 'scalar', of: 'string' }
  if (type === 'integer' || type === 'number') return { kind: 'scalar', of: 'numeric' }
  return type === 'boolean' ? { kind: 'scalar', of: 'boolean' } : scalar
}

function describeList(schema: Fields, resolve: Resolve, inner: (value: unknown) => FieldType): FieldType {
  const items = asRecord(schema['items'])
  const names = readKeys(schema)
  const properties = asRecord(resolve(items)['properties'])
  const merged = String(schema['x-kubernetes-patch-strategy'] ?? '').startsWith('merge')
  const told = schema['x-kubernetes-list-type']
  const relation =
    told === 'map' || told === 'set'
      ? told
      : told === undefined && merged
        ? names.length > 0
          ? 'map'
          : 'set'
        : 'atomic'
  return {
    kind: 'list',
    relation,
    keys: names.map((name) => ({ name, otherwise: asRecord(properties[name])['default'] })),
    element: inner(schema['items']),
  }
}

function readKeys(schema: Fields): string[] {
  const keys = schema['x-kubernetes-list-map-keys']
  if (Array.isArray(keys)) return keys.map(String)
  const key = schema['x-kubernetes-patch-merge-key']
  return typeof key === 'string' ? [key] : []
}

/** The type that a value has in itself, where the schema leaves it open. */
export function deduceType(type: FieldType, value: unknown): FieldType {
  if (type.kind !== 'any') return type
  if (Array.isArray(value)) return { kind: 'list', relation: 'atomic', keys: [], element: anyType }
  return isRecord(value) ? { kind: 'map', atomic: false, find: () => undefined, element: anyType } : scalar
}

/** The type of a map's field by its name. */
export function findField(type: FieldType, name: string): FieldType {
  if (type.kind !== 'map') return anyType
  return type.find(name) ?? type.element ?? anyType
}

/**
 * How a list's item is named in paths: by its keys (`k:{"name":"x"}`), or by itself in a set (`v:"x"`). Undefined where a
 * key is missing.
 */
export function nameItem(type: FieldType & { kind: 'list' }, item: unknown): string | undefined {
  if (type.relation === 'set') return `v:${JSON.stringify(item)}`
  const keys: Record<string, unknown> = {}
  for (const { name, otherwise } of [...type.keys].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const value = readOwn(item, name) ?? otherwise
    if (value !== undefined) keys[name] = value
  }
  return Object.keys(keys).length > 0 ? `k:${JSON.stringify(keys)}` : undefined
}
