import type { PreviewStep } from '#contract/preview.ts'
import { checkChangeInSnapshot } from '#server/mesh/checks/mesh/check-in-mesh.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { findMeshKind } from '#server/mesh/objects/build-from-manifests.ts'
import { mayLookInto } from '#server/mesh/objects/cut-to-viewer.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { presentFault, presentStep, skipStep } from '#server/usecases/stages/present-steps.ts'
import type { PlannedWrite } from '#server/usecases/stages/try-change.ts'
import { findPlace } from '#server/workers/text/find-place.ts'

/** What is wrong between the changed object and the others of the mesh, as it would be and as far as the viewer sees it. */
export function checkInMesh(
  { change, operation }: PlannedWrite,
  { after, access }: { readonly after: MeshSnapshot; readonly access: ViewerAccess },
): PreviewStep {
  const kind = findMeshKind(change.apiVersion, change.kind)
  if (!kind || operation === 'remove')
    return skipStep('mesh', 'preview-no-mesh-checks', { kind: change.kind })
  const { namespace, name, document } = change
  const faults = checkChangeInSnapshot(
    { kind, namespace, name },
    { snapshot: after, isSeen: (each) => mayLookInto(access, each) },
  )
  const problems = faults.map(({ level, path, code, params, analyzer }) => ({
    ...presentFault({
      severity: level,
      path,
      code,
      params,
      document: document.index,
      ...findPlace(document, path),
    }),
    analyzer,
  }))
  return presentStep({ name: 'mesh', problems })
}
