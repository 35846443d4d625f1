import type { ConfigFault } from '#server/mesh/checks/config-fault.ts'
import { asRecord, type Field } from '#server/mesh/checks/field.ts'
import { checkBounds } from '#server/mesh/checks/schema/check-bounds.ts'
import { readSchema } from '#server/mesh/checks/schema/fill-defaults.ts'
import type { StructuralSchema } from '#server/mesh/schemas/custom-kinds.ts'

export function refuseBySchema(field: Field, code: string, params: ConfigFault['params'] = {}): ConfigFault {
  return { level: 'error', layer: 'schema', path: field.path, code, params }
}

/**
 * Types, required and unknown fields, enums, bounds, patterns and alternatives of a structural schema, as the API server
 * checks them (k8s.io/apiextensions-apiserver `pkg/apiserver/validation`); CEL rules are apart, in `check-rules.ts`.
 */
export function* checkStructure(field: Field, schema: StructuralSchema): Generator<ConfigFault> {
  if (field.value === null && schema['nullable'] === true) return
  const wanted = readType(schema)
  if (wanted && !isOfType(field.value, wanted)) {
    yield refuseBySchema(field, 'schema-type', { wanted: wanted.join(', ') })
    return
  }
  yield* checkBounds(field, schema)
  yield* checkMembers(field, schema)
  yield* checkUnknown(field, schema)
  const items = readSchema(schema['items'])
  // What a list has beyond its bound is refused with it: looking at each of thousands more would tell nothing new.
  const most = typeof schema['maxItems'] === 'number' ? schema['maxItems'] : undefined
  if (items) for (const item of field.items.slice(0, most)) yield* checkStructure(item, items)
  yield* checkAlternatives(field, schema)
}

/** Required and known members. */
function* checkMembers(field: Field, schema: StructuralSchema): Generator<ConfigFault> {
  for (const name of readTexts(schema['required']))
    if (isMessage(field.value) && !Object.hasOwn(asRecord(field.value), name))
      yield refuseBySchema(field.at(name), 'schema-required', { field: name })
  const properties = asRecord(schema['properties'])
  const others = readSchema(schema['additionalProperties'])
  for (const member of field.entries) {
    const of =
      readSchema(Object.hasOwn(properties, member.key) ? properties[member.key] : undefined) ?? others
    if (of) yield* checkStructure(member, of)
  }
}

/** Only a schema that names a type is structural; the alternatives inside of `oneOf` and the like add no fields. */
function* checkUnknown(field: Field, schema: StructuralSchema): Generator<ConfigFault> {
  if (schema['type'] !== 'object' || schema['x-kubernetes-preserve-unknown-fields'] === true) return
  if (schema['additionalProperties'] !== undefined || schema['x-kubernetes-embedded-resource'] === true)
    return
  const properties = asRecord(schema['properties'])
  for (const member of field.entries)
    if (!Object.hasOwn(properties, member.key))
      yield refuseBySchema(member, 'schema-unknown-field', { field: member.key })
}

function* checkAlternatives(field: Field, schema: StructuralSchema): Generator<ConfigFault> {
  for (const each of readSchemas(schema['allOf'])) yield* checkStructure(field, each)
  const any = readSchemas(schema['anyOf'])
  if (any.length > 0 && !any.some((each) => isValid(field, each)))
    yield refuseBySchema(field, 'schema-any-of')
  const one = readSchemas(schema['oneOf'])
  const fitting = one.filter((each) => isValid(field, each)).length
  if (one.length > 0 && fitting !== 1)
    yield refuseBySchema(field, 'schema-one-of', { fields: listNamedFields(one) })
  const not = readSchema(schema['not'])
  if (not && isValid(field, not))
    yield refuseBySchema(field, 'schema-one-of', { fields: listNamedFields([not]) })
}

function isValid(field: Field, schema: StructuralSchema): boolean {
  return checkStructure(field, schema).next().done === true
}

/** The fields that a choice is about: those that its branches require. */
function listNamedFields(branches: readonly StructuralSchema[]): string {
  const named = branches.flatMap((branch) => [
    ...readTexts(branch['required']),
    ...Object.keys(asRecord(branch['properties'])),
  ])
  return [...new Set(named)].join(', ')
}

function readType(schema: StructuralSchema): readonly string[] | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string']
  return typeof schema['type'] === 'string' ? [schema['type']] : undefined
}

function isOfType(value: unknown, types: readonly string[]): boolean {
  return types.some((type) => {
    if (type === 'object') return isMessage(value)
    if (type === 'array') return Array.isArray(value)
    if (type === 'integer') return Number.isInteger(value)
    return typeof value === type
  })
}

function isMessage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function readTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

function readSchemas(value: unknown): readonly StructuralSchema[] {
  return Array.isArray(value) ? value.map(readSchema).filter((each) => each !== undefined) : []
}
