import type { ConcerningConfig } from '#contract/details.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { type Concerning, listMeshWideKinds } from '#server/mesh/references/list-concerning.ts'

interface Told {
  readonly config: ConcerningConfig[]
  readonly meshPoliciesSeen: boolean
}

/** Istio's Gateway and Gateway API's share their word; the contract tells them apart as the snapshot does. */
export function presentConcerning(
  all: readonly Concerning[],
  { snapshot, access }: { readonly snapshot: MeshSnapshot; readonly access: ViewerAccess },
): Told {
  return {
    config: all.map(({ kind, namespace, name, fields, scope }) => ({
      kind,
      namespace,
      name,
      fields: [...fields],
      scope,
    })),
    meshPoliciesSeen: listMeshWideKinds(snapshot).every((kind) =>
      access.may('list', kind, snapshot.rootNamespace),
    ),
  }
}
