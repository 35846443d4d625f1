import type { ObjectMeta } from '#server/mesh/objects/types.ts'

type Aged = Pick<ObjectMeta, 'creationTimestamp' | 'name' | 'namespace'>

/**
 * Oldest first; equal seconds by name, then by namespace, in plain order of code units
 * (istio `pilot/pkg/model/config.go`, configCompareByCreationTime).
 */
export function compareByAge(a: Aged, b: Aged): number {
  return (
    compareText(a.creationTimestamp, b.creationTimestamp) ||
    compareText(a.name, b.name) ||
    compareText(a.namespace, b.namespace)
  )
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export function sortByAge<Kind extends { readonly metadata: Aged }>(objects: readonly Kind[]): Kind[] {
  return objects.toSorted((a, b) => compareByAge(a.metadata, b.metadata))
}

/** A selector matches when all its labels are equal; one without labels matches everything. */
export function isSelectedBy(
  selector: Readonly<Record<string, string>> | null | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  for (const name in selector ?? {}) {
    if (labels[name] !== selector?.[name]) return false
  }
  return true
}
