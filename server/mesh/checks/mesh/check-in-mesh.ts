import { checkGatewayHosts } from '#server/mesh/checks/mesh/check-gateway-hosts.ts'
import { checkLostSubsets } from '#server/mesh/checks/mesh/check-lost-subsets.ts'
import { checkMissingReferences } from '#server/mesh/checks/mesh/check-missing-references.ts'
import { checkMissingSubsets } from '#server/mesh/checks/mesh/check-missing-subsets.ts'
import { checkSelection } from '#server/mesh/checks/mesh/check-selection.ts'
import { checkSharedHosts } from '#server/mesh/checks/mesh/check-shared-hosts.ts'
import type { MeshFault } from '#server/mesh/checks/mesh/mesh-fault.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

interface Named {
  readonly kind: MeshKind
  readonly namespace: string
  readonly name: string
}

interface Sight {
  readonly snapshot: MeshSnapshot
  readonly isSeen: (namespace: string) => boolean
}

/**
 * What is wrong between one object and the others of a mesh, and what it would take from them.
 *
 * @param snapshot the mesh as it would be, with the object
 */
export function checkChangeInSnapshot(named: Named, sight: Sight): readonly MeshFault[] {
  const { kind, namespace, name } = named
  const rule = kind === 'DestinationRule' ? sight.snapshot.find(kind, namespace, name) : undefined
  return [
    ...checkInSnapshot(named, sight),
    ...(rule ? checkLostSubsets({ kind: 'DestinationRule', object: rule, ...sight }) : []),
  ]
}

/** What is wrong between one object of a mesh and the others. */
export function checkInSnapshot(
  { kind, namespace, name }: Named,
  { snapshot, isSeen }: Sight,
): readonly MeshFault[] {
  const object = snapshot.find(kind, namespace, name)
  if (!object) return []
  const facts = { snapshot, isSeen }
  const faults = [
    ...checkMissingReferences({ kind, object, ...facts }),
    ...checkSelection({ kind, object, ...facts }),
  ]
  const virtualService = kind === 'VirtualService' ? snapshot.find(kind, namespace, name) : undefined
  if (virtualService) {
    const of = { kind: 'VirtualService', object: virtualService, ...facts } as const
    faults.push(...checkMissingSubsets(of), ...checkSharedHosts(of), ...checkGatewayHosts(of))
  }
  return faults
}
