/** What never leaves the server: who wrote which field, and a copy of the whole object inside itself. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** The object without managedFields and last-applied-configuration. */
export function cutMetadata(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { metadata } = object
  if (typeof metadata !== 'object' || metadata === null) return object
  const { managedFields: _, annotations, ...rest } = metadata as Record<string, unknown> // a JSON object, as checked above
  const { [lastApplied]: __, ...kept } = (annotations ?? {}) as Record<string, unknown> // meta/v1: a map of strings
  return { ...object, metadata: Object.keys(kept).length > 0 ? { ...rest, annotations: kept } : rest }
}
