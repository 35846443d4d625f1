import type { PreviewStep } from '#contract/preview.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { presentStep } from '#server/usecases/stages/present-steps.ts'
import type { PlannedWrite } from '#server/usecases/stages/try-change.ts'

/** What is wrong between the changed object and the others of the mesh, as it would be. */
export function checkInMesh(
  _planned: PlannedWrite,
  _mesh: { readonly before: MeshSnapshot; readonly after: MeshSnapshot },
): PreviewStep {
  return presentStep({ name: 'mesh', problems: [] })
}
