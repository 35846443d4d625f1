import { type CheckedObject, type MeshFault, notFound } from '#server/mesh/checks/mesh/mesh-fault.ts'
import { listDefinedSubsets, listRoutedSubsets } from '#server/mesh/checks/mesh/subsets.ts'

/** Subsets that no DestinationRule defines: requests for them end with 503 (analyzers/virtualservice/destinationrules.go). */
export function* checkMissingSubsets({
  object,
  snapshot,
}: CheckedObject<'VirtualService'>): Generator<MeshFault> {
  for (const { path, host, subset } of listRoutedSubsets(object))
    if (!listDefinedSubsets(host, snapshot).has(subset))
      yield {
        level: 'error',
        path,
        code: 'mesh-subset-missing',
        params: { host, subset },
        analyzer: notFound,
      }
}
