import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { findDemoSchema } from '#demo/kubernetes/custom-kinds.ts'
import { buildFieldType, type FieldType } from '#demo/kubernetes/fields/field-type.ts'
import { asRecord, type Fields, readOwn } from '#demo/kubernetes/fields/json.ts'
import builtIn from '#demo/kubernetes/schemas/built-in.json' with { type: 'json' }

/**
 * The schemas of Kubernetes' own kinds, made by `npm run schemas` from the module `k8s.io/kubernetes`: OpenAPI without
 * descriptions, references by the definition's name, and `omitted`: fields that Go leaves out at their zero value.
 */
// A JSON module's type has every key of the file; the readers need only the shape.
export const definitions = builtIn.definitions as Readonly<Record<string, Fields>>

/** A schema with its reference followed; what stands beside the reference stays. */
export function resolveSchema(schema: Fields): Fields {
  const { $ref, ...own } = schema
  return typeof $ref === 'string' ? { ...resolveSchema(definitions[$ref] ?? {}), ...own } : schema
}

const definitionOfKind = new Map<string, string>()
for (const [name, schema] of Object.entries(definitions)) {
  const kinds = schema['x-kubernetes-group-version-kind']
  if (!Array.isArray(kinds) || kinds.length !== 1) continue
  const { group, version, kind } = asRecord(kinds[0])
  definitionOfKind.set(`${group}/${version}/${kind}`, name)
}

/** The name of a built-in kind's definition, such as `io.k8s.api.apps.v1.Deployment`. */
export const nameDefinition = ({ group, version, kind }: { group: string; version: string; kind: string }) =>
  definitionOfKind.get(`${group}/${version}/${kind}`)

/** `io.istio.networking.v1.VirtualService`: the group's domain from the end (kube-openapi's definition names). */
export function nameSchema(resource: Resource): string {
  const { group, version, kind } = resource
  const builtIn = resource.custom ? undefined : nameDefinition(resource)
  return builtIn ?? `${group.split('.').reverse().join('.')}.${version}.${kind}`
}

const objectMeta = { $ref: 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', default: {} }
const text = { type: 'string' }

const schemas = new Map<Resource, Fields>()

/** The schema of a served kind, that of its metadata included. */
export function findObjectSchema(resource: Resource): Fields {
  const known = schemas.get(resource)
  if (known) return known
  const schema = resource.custom
    ? buildCustomSchema(resource)
    : (definitions[nameDefinition(resource) ?? ''] ?? {})
  schemas.set(resource, schema)
  return schema
}

function buildCustomSchema({ group, version, kind }: Resource): Fields {
  const schema = findDemoSchema(group, version, kind) ?? { type: 'object' }
  const properties = {
    ...asRecord(readOwn(schema, 'properties')),
    apiVersion: text,
    kind: text,
    metadata: objectMeta,
  }
  return { ...schema, properties }
}

const types = new Map<Fields, FieldType>()

/** How objects of a kind merge. */
export function findObjectType(resource: Resource): FieldType {
  return buildFieldType(findObjectSchema(resource), resolveSchema, types)
}
