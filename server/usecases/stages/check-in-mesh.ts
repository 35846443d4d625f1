import type { PreviewStep } from '#contract/preview.ts'
import { checkChangeInSnapshot } from '#server/mesh/checks/mesh/check-in-mesh.ts'
import { relieveKnown } from '#server/mesh/checks/mesh/relieve-known.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { findMeshKind } from '#server/mesh/objects/build-from-manifests.ts'
import { mayLookInto } from '#server/mesh/objects/cut-to-viewer.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { presentFault, presentStep, skipStep } from '#server/usecases/stages/present-steps.ts'
import type { PlannedWrite } from '#server/usecases/stages/try-change.ts'
import { wordFinding } from '#server/words.ts'
import { findPlace } from '#server/workers/text/find-place.ts'

/**
 * What is wrong between the changed object and the others of the mesh, as it would be and as far as the viewer sees it. Faults
 * that were there before and are not touched warn: who mends one thing in an incident need not mend everything.
 */
export function checkInMesh(
  { change, operation, differences }: PlannedWrite,
  {
    before,
    after,
    access,
  }: { readonly before: MeshSnapshot; readonly after: MeshSnapshot; readonly access: ViewerAccess },
): PreviewStep {
  const kind = findMeshKind(change.apiVersion, change.kind)
  if (!kind || operation === 'remove')
    return skipStep('mesh', 'preview-no-mesh-checks', { kind: change.kind })
  const { namespace, name, document } = change
  const check = (snapshot: MeshSnapshot) =>
    checkChangeInSnapshot(
      { kind, namespace, name },
      { snapshot, isSeen: (each) => mayLookInto(access, each) },
    )
  const { faults, known } = relieveKnown(check(after), check(before), differences)
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
  const notes = known > 0 ? [wordFinding('finding', 'preview-known-faults', { count: known })] : []
  return presentStep({ name: 'mesh', problems, notes })
}
