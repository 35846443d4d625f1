import type { ConfigFault } from '#server/mesh/checks/config-fault.ts'
import { asRecord, type Field } from '#server/mesh/checks/field.ts'
import { type CelProgram, compileRule } from '#server/mesh/checks/schema/cel.ts'
import { refuseBySchema } from '#server/mesh/checks/schema/check-structure.ts'
import { readSchema } from '#server/mesh/checks/schema/fill-defaults.ts'
import type { StructuralSchema } from '#server/mesh/schemas/custom-kinds.ts'

/**
 * The CEL rules of a schema (`x-kubernetes-validations`), from the outside in. A rule that fails to evaluate counts as
 * broken, as for the API server. Rules about a change (`oldSelf`) need the object before and are left out.
 */
export function* checkRules(field: Field, schema: StructuralSchema): Generator<ConfigFault> {
  if (!field.isSet) return
  const rules = schema['x-kubernetes-validations']
  if (Array.isArray(rules) && rules.length > 0) {
    const self = buildCelValue(field.value, schema)
    for (const each of rules) {
      const { rule, message } = asRecord(each)
      if (typeof rule !== 'string' || /\boldSelf\b/.test(rule) || holds(compileRule(rule), self)) continue
      yield refuseBySchema(field, 'schema-rule', { message: typeof message === 'string' ? message : rule })
    }
  }
  const items = readSchema(schema['items'])
  if (items) for (const item of field.items) yield* checkRules(item, items)
  const properties = asRecord(schema['properties'])
  const others = readSchema(schema['additionalProperties'])
  for (const member of field.entries) {
    const of =
      readSchema(Object.hasOwn(properties, member.key) ? properties[member.key] : undefined) ?? others
    if (of) yield* checkRules(member, of)
  }
}

function holds(program: CelProgram, self: unknown): boolean {
  try {
    return program(self) === true
  } catch {
    return false
  }
}

/** Names that CEL reserves are written with underscores around them in rules (Kubernetes, "CEL escaping"). */
const reserved: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

/** The value as CEL sees it: integers are no doubles. */
function buildCelValue(value: unknown, schema: StructuralSchema): unknown {
  if (typeof value === 'number') {
    const isInteger = schema['type'] === 'integer' || schema['x-kubernetes-int-or-string'] === true
    return isInteger && Number.isInteger(value) ? BigInt(value) : value
  }
  if (Array.isArray(value)) {
    const items = readSchema(schema['items']) ?? {}
    return value.map((item: unknown) => buildCelValue(item, items))
  }
  if (typeof value !== 'object' || value === null) return value
  const properties = asRecord(schema['properties'])
  const others = readSchema(schema['additionalProperties'])
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const own = readSchema(Object.hasOwn(properties, name) ? properties[name] : undefined)
      const key = own && reserved.has(name) ? `__${name}__` : name
      return [key, buildCelValue(member, own ?? others ?? {})]
    }),
  )
}
