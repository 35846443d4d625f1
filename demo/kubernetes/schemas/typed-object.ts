import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { asList, asRecord, type Fields, isRecord, readOwn } from '#demo/kubernetes/fields/json.ts'
import { findObjectSchema, resolveSchema } from '#demo/kubernetes/schemas/object-schema.ts'

/** An object as the API server holds it after decoding. */
export interface TypedObject {
  readonly object: Fields
  /** Paths of fields that the kind does not have, in the order of the text. They are gone from the object. */
  readonly unknown: readonly string[]
}

/** A value that the Go type of its field cannot hold, in the words of Go's decoder. */
export class TypeFault extends Error {}

/**
 * What decoding makes of an object: unknown fields dropped, Go's zero values filled in or left out as its types say, the
 * defaults of a CRD's schema filled in. Throws TypeFault for built-in kinds; those of CRDs are validated afterwards.
 */
export function decodeObject(resource: Resource, value: Fields): TypedObject {
  const unknown: string[] = []
  const schema = findObjectSchema(resource)
  const visit = { unknown, custom: resource.custom, typed: false }
  // Every kind's schema is an object's, and objects decode to objects.
  const object = decode(value, schema, '', resource.kind, visit) as Fields
  return { object, unknown: resource.custom ? unknown.toSorted() : unknown }
}

/** What a new, empty object of a built-in kind holds in Go: the structs that are no pointers. */
export function buildZero(resource: Resource): Fields {
  if (resource.custom) return {}
  const visit = { unknown: [], custom: false, typed: false, zero: true }
  return decode({}, findObjectSchema(resource), '', resource.kind, visit) as Fields // as above
}

interface Visit {
  readonly unknown: string[]
  readonly custom: boolean
  /** Inside metadata, which Go's types decode for every kind. */
  readonly typed: boolean
  /** Lists that Go does not leave out are null until somebody sets them. */
  readonly zero?: boolean
}

function decode(value: unknown, given: Fields, path: string, owner: string, visit: Visit): unknown {
  const schema = resolveSchema(given)
  if (value === null) return null
  const strict = !visit.custom || visit.typed
  if (strict) checkType(value, schema, path, owner)
  if (Array.isArray(value)) {
    const items = schema['items']
    if (!isRecord(items)) return value
    return value.map((item, at) => decode(item ?? readDefault(items), items, `${path}[${at}]`, owner, visit))
  }
  if (!isRecord(value)) return value
  const properties = readOwn(schema, 'properties')
  const others = schema['additionalProperties']
  const open =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    schema['x-kubernetes-embedded-resource'] === true
  if (!isRecord(properties) && !isRecord(others))
    return visit.custom && !visit.typed && !open && others === undefined
      ? pruneAll(value, path, visit)
      : value
  const own = typeof given['$ref'] === 'string' ? (given['$ref'].split('.').at(-1) ?? owner) : owner
  const fields: [string, unknown][] = []
  for (const [name, inner] of Object.entries(value)) {
    const here = path === '' ? name : `${path}.${name}`
    const field = readOwn(properties, name) ?? others
    if (!isRecord(field)) {
      if (open || others === true) fields.push([name, inner])
      else visit.unknown.push(here)
      continue
    }
    const next = path === '' && name === 'metadata' ? { ...visit, typed: true } : visit
    // Go tells the map, not its key, where a value in it does not fit.
    const told = readOwn(properties, name) === undefined ? path : here
    const decoded = decode(fillNull(inner, field, visit), field, told, own, next)
    if (!isOmitted(name, decoded, schema, field, !next.custom || next.typed)) fields.push([name, decoded])
  }
  return Object.fromEntries([
    ...fields,
    ...listDefaults(value, properties, path, own, visit, asList(schema['required'])),
  ])
}

/** An object whose schema names no field keeps none. */
function pruneAll(value: Fields, path: string, visit: Visit): Fields {
  for (const name of Object.keys(value)) visit.unknown.push(path === '' ? name : `${path}.${name}`)
  return {}
}

const readDefault = (schema: Fields) => (resolveSchema(schema)['type'] === 'string' ? '' : null)

/** Null where null may not be is the default (apiextensions `pkg/apiserver/schema/defaulting`). */
function fillNull(value: unknown, given: Fields, visit: Visit): unknown {
  if (value !== null || !visit.custom) return value
  const schema = resolveSchema(given)
  return schema['nullable'] !== true && 'default' in schema ? schema['default'] : value
}

function listDefaults(
  value: Fields,
  properties: unknown,
  path: string,
  owner: string,
  visit: Visit,
  required: readonly unknown[],
): [string, unknown][] {
  return Object.entries(asRecord(properties)).flatMap(([name, property]): [string, unknown][] => {
    const field = asRecord(property)
    if (visit.zero && required.includes(name) && field['type'] === 'array') return [[name, null]]
    if (Object.hasOwn(value, name) || !('default' in field) || (path === '' && name === 'metadata')) return []
    const text = path === '' ? name : `${path}.${name}`
    return [[name, decode(field['default'], field, text, owner, visit)]]
  })
}

/** Whether Go leaves the field out of JSON. A null leaves a field of a built-in kind unset. */
function isOmitted(name: string, value: unknown, schema: Fields, field: Fields, strict: boolean): boolean {
  if (!strict) return false
  // An empty book means that it is to be started anew, none that it is left as it was.
  if (name === 'managedFields') return value === null
  const omitted = schema['omitted']
  if (!Array.isArray(omitted) || !omitted.includes(name)) {
    const required = schema['required']
    return value === null && !(Array.isArray(required) && required.includes(name))
  }
  if (isRecord(value)) return Object.keys(value).length === 0 && !('default' in field)
  return (
    value === null ||
    value === '' ||
    value === 0 ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  )
}

function checkType(value: unknown, schema: Fields, path: string, owner: string): void {
  const wanted = schema['type']
  if (schema['format'] === 'int-or-string' || schema['oneOf'] !== undefined || wanted === undefined) return
  const actual = Array.isArray(value) ? 'array' : isRecord(value) ? 'object' : typeof value
  const fits =
    wanted === actual ||
    ((wanted === 'integer' || wanted === 'number') && actual === 'number') ||
    (wanted === 'integer' && schema['format'] === undefined && actual === 'number')
  if (fits && !(wanted === 'integer' && !Number.isInteger(value))) return
  const shown = actual === 'boolean' ? 'bool' : actual === 'number' && fits ? `number ${value}` : actual
  throw new TypeFault(
    `json: cannot unmarshal ${shown} into Go struct field ${owner}.${path.replaceAll(/\[\d+\]/g, '')} of type ${nameGoType(schema)}`,
  )
}

function nameGoType(given: Fields): string {
  const name = typeof given['$ref'] === 'string' ? given['$ref'] : undefined
  if (name) return nameLibraryType(name)
  const schema = given
  const items = asRecord(schema['items'])
  switch (schema['type']) {
    case 'integer':
      return String(schema['format'] ?? 'int64')
    case 'boolean':
      return 'bool'
    case 'number':
      return 'float64'
    case 'array':
      return `[]${nameGoType(items)}`
    case 'object':
      return `map[string]${nameGoType(asRecord(schema['additionalProperties']))}`
    default:
      return 'string'
  }
}

/** `v1.PodSpec` for `io.k8s.api.core.v1.PodSpec`. */
const nameLibraryType = (name: string) => name.split('.').slice(-2).join('.')
