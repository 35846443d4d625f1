import type { Manifest } from '#demo/world/types.ts'

/**
 * The book that the API server keeps of who set which field: one entry, as deep as the keys of spec and status. It is
 * most of what a client throws away of each object, so a client that keeps it would be found out here. `known` holds
 * what objects with the same keys share.
 */
export function addManagedFields(manifest: Manifest, known: Map<string, object>): Manifest {
  const { metadata } = manifest
  const manager = metadata['ownerReferences'] ? 'kube-controller-manager' : 'kubectl-client-side-apply'
  return {
    ...manifest,
    metadata: {
      ...metadata,
      managedFields: [
        {
          manager,
          operation: 'Update',
          apiVersion: manifest.apiVersion,
          time: metadata['creationTimestamp'],
          fieldsType: 'FieldsV1',
          fieldsV1: describeFields(manifest, known),
        },
      ],
    },
  }
}

/** Equal for objects with equal keys, so most share one. */
function describeFields(manifest: Manifest, known: Map<string, object>): object {
  const parts = Object.entries(manifest).filter(
    ([field]) => !['apiVersion', 'kind', 'metadata'].includes(field),
  )
  const id = parts.map(([field, value]) => `${field}:${keysOf(value).join()}`).join(';')
  const found = known.get(id)
  if (found) return found
  const fields = Object.fromEntries(
    parts.map(([field, value]) => [
      `f:${field}`,
      Object.fromEntries(['.', ...keysOf(value).map((key) => `f:${key}`)].map((key) => [key, {}])),
    ]),
  )
  known.set(id, fields)
  return fields
}

const keysOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value).sort() : []
