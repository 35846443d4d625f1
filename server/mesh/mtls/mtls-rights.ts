import { readMode } from '#server/mesh/mtls/peer-authentication.ts'
import { findPolicyLevel } from '#server/mesh/mtls/policy-levels.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** Whether PeerAuthentications of the root namespace and of a namespace may be read at all. */
export interface MtlsRights {
  readonly mesh: boolean
  readonly namespace: boolean
}

export function readMtlsRights(snapshot: MeshSnapshot, access: ViewerAccess, namespace: string): MtlsRights {
  const may = (at: string) =>
    snapshot.kinds.has('PeerAuthentication') && access.may('list', 'PeerAuthentication', at)
  return { mesh: may(snapshot.rootNamespace), namespace: may(namespace) }
}

/**
 * Whether what may be read decides the mode of a namespace's workloads: a policy that is not seen would make every answer
 * a guess. Where the namespace's own policy sets a mode, the mesh's is overridden whatever it says.
 */
export function isMtlsKnown(snapshot: MeshSnapshot, namespace: string, rights: MtlsRights): boolean {
  if (!rights.namespace) return false
  const own = findPolicyLevel(snapshot, namespace).policy
  return rights.mesh || (own !== undefined && readMode(own) !== undefined)
}
