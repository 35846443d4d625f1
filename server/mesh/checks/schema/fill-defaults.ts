import { asRecord } from '#server/mesh/checks/field.ts'
import type { StructuralSchema } from '#server/mesh/schemas/custom-kinds.ts'

/**
 * A copy as the API server makes it before it validates: with the schema's defaults where a member is absent, or null and
 * may not be, and without members that are null, may not be, and have no default (k8s.io/apiextensions-apiserver
 * `pkg/apiserver/schema/defaulting`: algorithm.go, prunenulls.go).
 */
export function fillDefaults(value: unknown, schema: StructuralSchema): unknown {
  if (Array.isArray(value)) {
    const items = readSchema(schema['items'])
    return items ? value.map((item: unknown) => fillDefaults(item, items)) : value
  }
  if (typeof value !== 'object' || value === null) return value
  const properties = asRecord(schema['properties'])
  const others = readSchema(schema['additionalProperties'])
  const filled = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const of = readSchema(Object.hasOwn(properties, name) ? properties[name] : undefined) ?? others
    if (!of) return [[name, member]]
    if (member !== null || of['nullable'] === true) return [[name, fillDefaults(member, of)]]
    return 'default' in of ? [[name, fillDefaults(of['default'], of)]] : []
  })
  const missing = Object.entries(properties).flatMap(([name, property]): [string, unknown][] => {
    const of = readSchema(property)
    return !Object.hasOwn(value, name) && of && 'default' in of
      ? [[name, fillDefaults(of['default'], of)]]
      : []
  })
  return Object.fromEntries([...filled, ...missing])
}

/** A schema where there is one; `additionalProperties` may be true. */
export function readSchema(value: unknown): StructuralSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? asRecord(value) : undefined
}
