import { sumWorkloadMtls } from '#server/mesh/mtls/explain-workload-mtls.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import { explainSeenMtls } from '#server/usecases/stages/judge-seen-mtls.ts'

/** How many of the applications with a proxy take mutual TLS alone, on every port; counted here for every screen. */
export function countStrict(
  workloads: readonly Workload[],
  seen: { readonly snapshot: MeshSnapshot; readonly access: ViewerAccess },
): { readonly total: number; readonly strict: number; readonly unknown: number } {
  const takes = workloads
    .filter(({ role, mode }) => role === 'application' && (mode === 'sidecar' || mode === 'ambient'))
    .map((workload) => explainSeenMtls(workload, seen))
  return {
    total: takes.length,
    strict: takes.filter((one) => one && sumWorkloadMtls(one) === 'STRICT').length,
    unknown: takes.filter((one) => !one).length,
  }
}
