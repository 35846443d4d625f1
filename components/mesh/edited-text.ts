import type { FieldSchema } from '#contract/config.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** Written by the API server alone: what a person writes there is thrown away. */
const serverFields: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
])
const nameFirst = ['name', 'namespace', 'labels', 'annotations']

/** Of an object what a person may write, in the order in which it is read: without status and the server's own fields. */
export function listEditedKeys(manifest: JsonObject): JsonObject {
  const { apiVersion, kind, metadata, status: _, spec, ...rest } = manifest
  return {
    apiVersion,
    kind,
    metadata: orderMetadata(metadata),
    ...(spec === undefined ? {} : { spec }),
    ...rest,
  }
}

function orderMetadata(metadata: unknown): JsonObject {
  if (typeof metadata !== 'object' || metadata === null) return {}
  const given = Object.entries(metadata).filter(([key]) => !serverFields.has(key))
  const place = ([key]: readonly [string, unknown]) => {
    const at = nameFirst.indexOf(key)
    return at < 0 ? nameFirst.length : at
  }
  return Object.fromEntries(given.toSorted((a, b) => place(a) - place(b)))
}

/** What a new object of a kind begins with: its name to be written, and the fields that its kind requires. */
export function beginObject(
  kind: {
    readonly apiVersion: string
    readonly kind: string
    readonly namespaced: boolean
    readonly schema: FieldSchema
  },
  namespace: string | undefined,
): JsonObject {
  const spec = kind.schema.properties?.['spec']
  return {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: { name: 'new', ...(kind.namespaced && namespace !== undefined ? { namespace } : {}) },
    ...(spec ? { spec: beginValue(spec, 0) } : {}),
  }
}

function beginValue(field: FieldSchema, depth: number): unknown {
  if (field.default !== undefined) return field.default
  if (field.enum?.[0] !== undefined) return field.enum[0]
  if (field.type === 'array')
    return depth < 4 && field.items?.required ? [beginValue(field.items, depth + 1)] : []
  if (field.type === 'boolean') return false
  if (field.type === 'integer' || field.type === 'number') return 0
  if (field.type !== 'object') return ''
  const required = depth < 6 ? (field.required ?? []) : []
  return Object.fromEntries(
    required.flatMap((name) => {
      const member = field.properties?.[name]
      return member ? [[name, beginValue(member, depth + 1)]] : []
    }),
  )
}
