import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'
import { isSelectedBy, sortByAge } from '#server/mesh/routing/object-order.ts'

export type Sidecar = ObjectOf<'Sidecar'>

/**
 * The Sidecar object of a workload: the oldest of its namespace whose selector matches, then the oldest without a
 * selector, then the oldest without one in the root namespace; undefined means Istio's default, which imports all that
 * is exported (istio `pilot/pkg/model/push_context.go`, getSidecarScope and initSidecarScopes).
 */
export function chooseSidecar(
  snapshot: MeshSnapshot,
  client: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
): Sidecar | undefined {
  const own = sortByAge(snapshot.inNamespace('Sidecar', client.namespace))
  return (
    own.find(
      ({ spec }) => spec.workloadSelector && isSelectedBy(spec.workloadSelector.labels, client.labels),
    ) ??
    own.find(isSelectorless) ??
    sortByAge(snapshot.inNamespace('Sidecar', snapshot.rootNamespace)).find(isSelectorless)
  )
}

function isSelectorless({ spec }: Sidecar): boolean {
  return !spec.workloadSelector
}
