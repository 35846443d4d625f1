import type { SeenKind } from '#server/adapters/history/types.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { maySeeNamespace } from '#server/mesh/objects/cut-to-viewer.ts'
import {
  isConfigKind,
  listMeshKinds,
  type MeshKind,
  meshKinds,
  nameKind,
} from '#server/mesh/objects/kinds.ts'

/** Kinds of which changes are kept: those that configure the mesh, and those that Vardia labels. */
export const keptKinds: readonly MeshKind[] = listMeshKinds().filter(
  (kind) =>
    isConfigKind(kind) || ['Namespace', 'Service', 'Deployment', 'StatefulSet', 'DaemonSet'].includes(kind),
)

/**
 * Of which objects a viewer may learn what was changed: of those that may be listed now, as in every other answer.
 *
 * @param namespaces those that are asked about
 * @param everything also kinds without namespace, and namespaces that are no longer there
 */
export function listSeenKinds(
  access: ViewerAccess,
  namespaces: readonly string[],
  everything: boolean,
): readonly SeenKind[] {
  return keptKinds.flatMap((kind): SeenKind[] => {
    const names = { group: meshKinds[kind].group, kind: nameKind(kind) }
    if (everything && access.may('list', kind)) return [{ ...names, namespaces: undefined }]
    if (kind !== 'Namespace' && !meshKinds[kind].namespaced) return []
    const seen = namespaces.filter(
      (namespace) =>
        maySeeNamespace(access, namespace) && (kind === 'Namespace' || access.may('list', kind, namespace)),
    )
    return seen.length > 0 ? [{ ...names, namespaces: seen }] : []
  })
}
