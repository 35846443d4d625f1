import { asList, asRecord, type Fields, isRecord } from '#demo/kubernetes/fields/json.ts'
import {
  type FieldCause,
  invalid,
  required,
  typeInvalid,
  unsupported,
} from '#demo/kubernetes/writes/write-status.ts'
import { readField } from '#server/mesh/checks/field.ts'
import { checkRules } from '#server/mesh/checks/schema/check-rules.ts'

/**
 * What an object breaks of its CRD's schema, in the API server's words (apiextensions `pkg/apiserver/validation`, and
 * kube-openapi `pkg/validation`). CEL rules are asked only of an object that is well formed.
 */
export function checkSchema(object: Fields, schema: Fields): FieldCause[] {
  const causes = checkValue(object, schema, '')
  if (causes.some(({ reason }) => blocking.includes(reason))) {
    return hasRules(schema) ? [...causes, unchecked] : causes
  }
  const broken = [...checkRules(readField(object), schema)].map(({ path, params }) =>
    invalid(
      path === '' ? '<nil>' : path,
      describeKind(readAt(object, path)),
      String(params['message'] ?? ''),
    ),
  )
  return [...causes, ...broken]
}

/** Faults after which rules could not be evaluated (apiextensions registry/customresource/validator.go hasBlockingErr). */
const blocking: readonly string[] = [
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]

const unchecked = invalid(
  '<nil>',
  null,
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
)

/** Rules name the kind of the value that they are about, not the value. */
function describeKind(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value === 'boolean' || typeof value === 'string' ? typeof value : 'object'
}

function readAt(object: unknown, path: string): unknown {
  const steps = path.match(/[^.[\]]+/g) ?? []
  return steps.reduce<unknown>(
    (value, step) => (Array.isArray(value) ? value[Number(step)] : asRecord(value)[step]),
    object,
  )
}

const withRules = new WeakMap<object, boolean>()

function hasRules(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(hasRules)
  if (!isRecord(schema)) return false
  const known = withRules.get(schema)
  if (known !== undefined) return known
  const found = 'x-kubernetes-validations' in schema || Object.values(schema).some(hasRules)
  withRules.set(schema, found)
  return found
}

const typeOf = (value: unknown) =>
  Array.isArray(value)
    ? 'array'
    : value === null
      ? 'null'
      : isRecord(value)
        ? 'object'
        : typeof value === 'number'
          ? Number.isInteger(value)
            ? 'integer'
            : 'number'
          : typeof value

function checkValue(value: unknown, schema: Fields, path: string): FieldCause[] {
  if (value === null && schema['nullable'] === true) return []
  const wanted = schema['type']
  const actual = typeOf(value)
  const fits =
    wanted === undefined ||
    actual === wanted ||
    (wanted === 'number' && actual === 'integer') ||
    (schema['x-kubernetes-int-or-string'] === true && ['integer', 'string'].includes(actual))
  if (!fits)
    return [
      typeInvalid(
        path,
        actual,
        `${path} in body must be of type ${String(wanted)}: ${JSON.stringify(actual)}`,
      ),
    ]
  return [
    ...checkScalar(value, schema, path),
    ...checkList(value, schema, path),
    ...checkRecord(value, schema, path),
    ...checkChoices(value, schema, path),
  ]
}

function checkScalar(value: unknown, schema: Fields, path: string): FieldCause[] {
  const causes: FieldCause[] = []
  const { enum: values, pattern, minLength, maxLength, minimum, maximum } = schema
  if (Array.isArray(values) && !values.includes(value)) causes.push(unsupported(path, value, values))
  if (typeof value === 'string') {
    const length = [...value].length
    if (typeof maxLength === 'number' && length > maxLength) {
      causes.push({
        reason: 'FieldValueTooLong',
        field: path,
        message: `Too long: may not be more than ${maxLength} bytes`,
      })
    }
    if (typeof minLength === 'number' && length < minLength) {
      causes.push(invalid(path, value, `${path} in body should be at least ${minLength} chars long`))
    }
    if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) {
      causes.push(invalid(path, value, `${path} in body should match '${pattern}'`))
    }
  }
  if (typeof value === 'number') {
    if (typeof minimum === 'number' && value < minimum) {
      causes.push(invalid(path, value, `${path} in body should be greater than or equal to ${minimum}`))
    }
    if (typeof maximum === 'number' && value > maximum) {
      causes.push(invalid(path, value, `${path} in body should be less than or equal to ${maximum}`))
    }
  }
  return causes
}

function checkList(value: unknown, schema: Fields, path: string): FieldCause[] {
  if (!Array.isArray(value)) return []
  const causes: FieldCause[] = []
  const { minItems, maxItems } = schema
  if (typeof maxItems === 'number' && value.length > maxItems) {
    causes.push({
      reason: 'FieldValueTooMany',
      field: path,
      message: `Too many: ${value.length}: must have at most ${maxItems} items`,
    })
  }
  if (typeof minItems === 'number' && value.length < minItems) {
    causes.push(invalid(path, value.length, `${path} in body should have at least ${minItems} items`))
  }
  const items = schema['items']
  if (isRecord(items)) {
    for (const [at, item] of value.entries()) causes.push(...checkValue(item, items, `${path}[${at}]`))
  }
  return causes
}

function checkRecord(value: unknown, schema: Fields, path: string): FieldCause[] {
  if (!isRecord(value)) return []
  const causes: FieldCause[] = []
  const here = (name: string) => (path === '' ? name : `${path}.${name}`)
  const properties = asRecord(schema['properties'])
  for (const name of asList(schema['required'])) {
    if (value[String(name)] === undefined) causes.push(required(here(String(name))))
  }
  const size = Object.keys(value).length
  const { maxProperties, minProperties } = schema
  if (typeof maxProperties === 'number' && size > maxProperties) {
    causes.push({
      reason: 'FieldValueTooMany',
      field: path,
      message: `Too many: ${size}: must have at most ${maxProperties} items`,
    })
  }
  if (typeof minProperties === 'number' && size < minProperties) {
    causes.push(invalid(path, size, `${path} in body should have at least ${minProperties} properties`))
  }
  for (const [name, inner] of Object.entries(value)) {
    if (path === '' && name === 'metadata') continue
    const field = Object.hasOwn(properties, name) ? properties[name] : schema['additionalProperties']
    if (isRecord(field)) causes.push(...checkValue(inner, field, here(name)))
  }
  return causes
}

function checkChoices(value: unknown, schema: Fields, path: string): FieldCause[] {
  const fits = (each: unknown) => checkValue(value, asRecord(each), path).length === 0
  const causes = asList(schema['allOf']).flatMap((each) => checkValue(value, asRecord(each), path))
  const quoted = JSON.stringify(path)
  const one = asList(schema['oneOf'])
  const fitting = one.filter(fits).length
  if (one.length > 0 && fitting !== 1) {
    const found = fitting === 0 ? 'Found none valid' : `Found ${fitting} valid alternatives`
    causes.push(invalid(path, '', `${quoted} must validate one and only one schema (oneOf). ${found}`))
  }
  const any = asList(schema['anyOf'])
  if (any.length > 0 && !any.some(fits)) {
    causes.push(invalid(path, '', `${quoted} must validate at least one schema (anyOf)`))
  }
  if (isRecord(schema['not']) && fits(schema['not'])) {
    causes.push(invalid(path, '', `${quoted} must not validate the schema (not)`))
  }
  return causes
}
