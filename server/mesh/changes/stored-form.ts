import { labelledKinds } from '#server/mesh/checks/check-target.ts'
import { asRecord } from '#server/mesh/checks/field.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** What the API server writes into metadata by itself; of these nothing is edited. */
const serverFields = [
  'managedFields',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
]
/** kubectl's copy of what it applied last, by which it knows what to remove. */
export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** An object as a person edits it: without status, and without what the API server and kubectl write into metadata. */
export function cutServerFields(object: JsonObject): JsonObject {
  const { status: _, ...rest } = object
  const metadata = asRecord(object['metadata'])
  const annotations = asRecord(metadata['annotations'])
  const kept = Object.fromEntries(Object.entries(annotations).filter(([name]) => name !== lastApplied))
  const own = Object.entries(metadata).filter(
    ([name]) => !serverFields.includes(name) && name !== 'annotations',
  )
  return {
    ...rest,
    metadata: {
      ...Object.fromEntries(own),
      ...(Object.keys(kept).length > 0 ? { annotations: kept } : {}),
    },
  }
}

/**
 * What the history keeps of an object: of configuration all that a person edits; of kinds of Kubernetes the labels and
 * annotations alone, since the rest is no business of the mesh and may hold what nobody should keep.
 */
export function cutToKept(object: JsonObject): JsonObject {
  const { apiVersion, kind, metadata, ...rest } = cutServerFields(object)
  if (!Object.hasOwn(labelledKinds, `${apiVersion}/${kind}`)) return { apiVersion, kind, metadata, ...rest }
  const { name, namespace, ...own } = asRecord(metadata)
  const pods = asRecord(asRecord(asRecord(rest['spec'])['template'])['metadata'])
  const template =
    Object.keys(cutToMarks(pods)).length > 0 ? { spec: { template: { metadata: cutToMarks(pods) } } } : {}
  const named = namespace === undefined ? { name } : { name, namespace }
  return { apiVersion, kind, metadata: { ...named, ...cutToMarks(own) }, ...template }
}

const cutToMarks = ({ labels, annotations }: JsonObject): JsonObject => ({
  ...(labels === undefined ? {} : { labels }),
  ...(annotations === undefined ? {} : { annotations }),
})

/** The same value with its fields in the order that another one has them, so that their texts differ where they do. */
export function orderLike(value: unknown, model: unknown): unknown {
  if (Array.isArray(value)) {
    const models = Array.isArray(model) ? model : []
    return value.map((item: unknown, at) => orderLike(item, models[at]))
  }
  if (typeof value !== 'object' || value === null) return value
  const record = asRecord(value)
  const like = asRecord(model)
  const known = Object.keys(like).filter((name) => Object.hasOwn(record, name))
  const names = new Set([...known, ...Object.keys(record)])
  return Object.fromEntries([...names].map((name) => [name, orderLike(record[name], like[name])]))
}

/** apiVersion, kind, metadata, spec: how people write objects, whatever order they come in. */
export function orderAsWritten(object: JsonObject): JsonObject {
  const { apiVersion, kind, metadata, ...rest } = object
  const { name, namespace, ...more } = asRecord(metadata)
  const named = Object.entries({ name, namespace }).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(Object.entries({ apiVersion, kind }).filter(([, value]) => value !== undefined)),
    metadata: { ...Object.fromEntries(named), ...more },
    ...rest,
  }
}
