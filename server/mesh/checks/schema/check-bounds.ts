import { parseAddress } from '#server/mesh/authorization/match-address.ts'
import type { ConfigFault } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { readTexts, refuseBySchema } from '#server/mesh/checks/schema/check-structure.ts'
import type { StructuralSchema } from '#server/mesh/schemas/custom-kinds.ts'

/** Enums, lengths, ranges, patterns, formats, and lists that are sets or maps. */
export function* checkBounds(field: Field, schema: StructuralSchema): Generator<ConfigFault> {
  const { value } = field
  const allowed = schema['enum']
  if (Array.isArray(allowed) && !allowed.includes(value))
    yield refuseBySchema(field, 'schema-enum', { value: String(value), allowed: allowed.join(', ') })
  if (typeof value === 'string') yield* checkText(field, value, schema)
  if (typeof value === 'number') yield* checkNumber(field, value, schema)
  if (Array.isArray(value)) {
    yield* checkSize(field, value.length, schema['minItems'], schema['maxItems'])
    yield* checkListType(field, schema)
  } else if (typeof value === 'object' && value !== null)
    yield* checkSize(field, Object.keys(value).length, schema['minProperties'], schema['maxProperties'])
}

function* checkText(field: Field, value: string, schema: StructuralSchema): Generator<ConfigFault> {
  // Lengths count characters, not the units of UTF-16.
  yield* checkSize(field, [...value].length, schema['minLength'], schema['maxLength'])
  const pattern = schema['pattern']
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value))
    yield refuseBySchema(field, 'schema-pattern', { value, pattern })
  const format = schema['format']
  if (typeof format === 'string' && !isOfFormat(value, format))
    yield refuseBySchema(field, 'schema-format', { value, format })
}

function isOfFormat(value: string, format: string): boolean {
  if (format === 'ipv4') return parseAddress(value)?.bits === 32
  if (format === 'ipv6') return parseAddress(value)?.bits === 128
  if (format === 'byte') return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)
  if (format === 'date-time') return !Number.isNaN(Date.parse(value))
  return true
}

const rangeOfFormat: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63],
}

function* checkNumber(field: Field, value: number, schema: StructuralSchema): Generator<ConfigFault> {
  const [low, high] = rangeOfFormat[String(schema['format'])] ?? [-Infinity, Infinity]
  const min = Math.max(low, readNumber(schema['minimum']) ?? -Infinity)
  const max = Math.min(high, readNumber(schema['maximum']) ?? Infinity)
  if (value < min) yield refuseBySchema(field, 'schema-minimum', { value, limit: min })
  if (value > max) yield refuseBySchema(field, 'schema-maximum', { value, limit: max })
}

function* checkSize(field: Field, size: number, min: unknown, max: unknown): Generator<ConfigFault> {
  const [least, most] = [readNumber(min), readNumber(max)]
  if (least !== undefined && size < least)
    yield refuseBySchema(field, 'schema-too-short', { size, limit: least })
  if (most !== undefined && size > most) yield refuseBySchema(field, 'schema-too-long', { size, limit: most })
}

function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/** No two items of a set are equal, no two of a map have the same keys (k8s structural schema, `listtype`). */
function* checkListType(field: Field, schema: StructuralSchema): Generator<ConfigFault> {
  const type = schema['x-kubernetes-list-type']
  if (type !== 'set' && type !== 'map') return
  const keys = readTexts(schema['x-kubernetes-list-map-keys'])
  const seen = new Set<string>()
  for (const item of field.items) {
    const identity = JSON.stringify(
      type === 'set' ? item.value : keys.map((key) => item.at(key).value ?? null),
    )
    if (seen.has(identity)) yield refuseBySchema(item, 'schema-duplicate')
    seen.add(identity)
  }
}
