import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { findDemoSchema } from '#demo/kubernetes/custom-kinds.ts'
import { asRecord, type Fields, isRecord } from '#demo/kubernetes/fields/json.ts'
import { definitions, nameSchema } from '#demo/kubernetes/schemas/object-schema.ts'

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const text = { type: 'string' }
const refer = (name: string) => ({ $ref: `#/definitions/${name}` })

/** What operations speak of beside the kinds themselves. */
const always = ['DeleteOptions', 'ObjectMeta', 'ListMeta', 'Status', 'Patch'].map((name) => `${meta}.${name}`)

/** The schemas of the served kinds and of all that they refer to, in the form of OpenAPI v2 and by their names. */
export function buildDefinitions(served: readonly Resource[]): Readonly<Record<string, Fields>> {
  const built = new Map<string, Fields>()
  const add = (name: string): void => {
    if (built.has(name)) return
    const definition = definitions[name]
    if (!definition) return
    built.set(name, convertBuiltIn(definition))
    for (const [, inner = ''] of JSON.stringify(definition).matchAll(/"\$ref":"([^"]+)"/g)) add(inner)
  }
  for (const name of always) add(name)
  for (const resource of served) {
    const name = nameSchema(resource)
    if (resource.custom) for (const [key, schema] of buildCustom(resource, name)) built.set(key, schema)
    else for (const each of [name, `${name}List`]) add(each)
  }
  return Object.fromEntries([...built].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * A definition of Kubernetes' own without what v2 has no word for: defaults, and unions, which it calls strings
 * (kube-openapi pkg/common, EmbedOpenAPIDefinitionIntoV2Extension).
 */
function convertBuiltIn(schema: Fields): Fields {
  const { default: _default, omitted: _omitted, oneOf, $ref, ...rest } = schema
  const { type = oneOf ? 'string' : undefined, properties, items, additionalProperties, ...others } = rest
  const convert = (inner: unknown) => (isRecord(inner) ? convertBuiltIn(inner) : inner)
  return {
    ...others,
    ...(typeof $ref === 'string' && refer($ref)),
    ...(type !== undefined && { type }),
    ...(isRecord(properties) && { properties: mapValues(properties, convert) }),
    ...(items !== undefined && { items: convert(items) }),
    ...(additionalProperties !== undefined && { additionalProperties: convert(additionalProperties) }),
  }
}

/**
 * A CRD's schema in the form of v2, which clients of old can read: no junctors, no types beside null, no fields of what
 * keeps unknown ones (apiextensions-apiserver pkg/controller/openapi/v2, ToStructuralOpenAPIV2).
 */
function convertCustom(schema: Fields): Fields {
  const {
    default: _,
    oneOf: _1,
    anyOf: _2,
    allOf: _3,
    not: _4,
    nullable,
    type,
    properties,
    items,
    ...rest
  } = schema
  const keepsUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true
  const isBare = nullable === true || keepsUnknown
  const kept = isBare ? {} : { properties, items }
  const hasNoType =
    nullable === true ||
    (type === 'object' && keepsUnknown) ||
    (type === 'array' && kept.items === undefined) ||
    schema['x-kubernetes-int-or-string'] === true
  const { additionalProperties, required, ...others } = rest
  const fields = asRecord(properties)
  const wanted = Array.isArray(required)
    ? required.filter((name) => asRecord(fields[name])['nullable'] !== true)
    : []
  const convert = (inner: unknown) => (isRecord(inner) ? convertCustom(inner) : inner)
  return {
    ...others,
    ...(type !== undefined && !hasNoType && { type }),
    ...(wanted.length > 0 && { required: wanted }),
    ...(isRecord(kept.properties) && { properties: mapValues(kept.properties, convert) }),
    ...(kept.items !== undefined && { items: convert(kept.items) }),
    ...(additionalProperties !== undefined && { additionalProperties: convert(additionalProperties) }),
  }
}

function buildCustom(resource: Resource, name: string): [string, Fields][] {
  const { group, version, kind } = resource
  const schema = convertCustom(findDemoSchema(group, version, kind) ?? { type: 'object' })
  const identify = (told: string) => ({ 'x-kubernetes-group-version-kind': [{ group, kind: told, version }] })
  const own = { apiVersion: text, kind: text, metadata: refer(`${meta}.ObjectMeta`) }
  const list = {
    apiVersion: text,
    items: { type: 'array', items: refer(name) },
    kind: text,
    metadata: refer(`${meta}.ListMeta`),
  }
  return [
    [name, { ...schema, properties: { ...asRecord(schema['properties']), ...own }, ...identify(kind) }],
    [`${name}List`, { type: 'object', required: ['items'], properties: list, ...identify(`${kind}List`) }],
  ]
}

const mapValues = (record: Fields, change: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
