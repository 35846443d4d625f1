import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

/** What is wrong between one object and others, which are all good by themselves. */
export interface MeshFault {
  readonly level: 'error' | 'warning'
  /** In the object that is checked. */
  readonly path: string
  /** Worded by `finding.<code>` of the catalogue. */
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  /** Of `istioctl analyze` (istio `pkg/config/analysis/msg/messages.yaml`), which judges so too. */
  readonly analyzer: { readonly code: string; readonly name: string }
}

/** An object in the mesh as it would be; the snapshot holds it. */
export interface CheckedObject<Kind extends MeshKind = MeshKind> {
  readonly kind: Kind
  readonly object: ObjectOf<Kind>
  readonly snapshot: MeshSnapshot
  /** Whether what a namespace holds is seen at all: what is not seen is not missing. */
  readonly isSeen: (namespace: string) => boolean
}

export const notFound = { code: 'IST0101', name: 'ReferencedResourceNotFound' } as const
