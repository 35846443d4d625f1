import { type CheckedObject, type MeshFault, notFound } from '#server/mesh/checks/mesh/mesh-fault.ts'
import { listDefinedSubsets, listRoutedSubsets } from '#server/mesh/checks/mesh/subsets.ts'
import { resolveShortName } from '#server/mesh/routing/host-name.ts'

/** Subsets of a rule's host that a VirtualService still sends to, and nobody would define any more. */
export function* checkLostSubsets({
  object,
  snapshot,
}: CheckedObject<'DestinationRule'>): Generator<MeshFault> {
  const { metadata, spec } = object
  const host = resolveShortName(spec.host ?? '', metadata.namespace)
  const defined = listDefinedSubsets(host, snapshot)
  for (const virtualService of snapshot.all('VirtualService')) {
    const lost = listRoutedSubsets(virtualService).filter(
      (routed) => routed.host === host && !defined.has(routed.subset),
    )
    const { namespace, name } = virtualService.metadata
    for (const subset of new Set(lost.map((routed) => routed.subset)))
      yield {
        level: 'error',
        path: 'spec.subsets',
        code: 'mesh-subset-lost',
        params: { subset, virtualService: `${namespace}/${name}` },
        analyzer: notFound,
      }
  }
}
