import type { MeshKind } from '#server/mesh/objects/kinds.ts'

/** What an object may name: kinds of the snapshot, workloads, and kinds that the console never reads. */
export type ReferredKind = MeshKind | 'Workload' | 'Secret' | 'ServiceAccount'

export interface ReferredObject {
  readonly kind: ReferredKind
  /** '' for kinds without namespace. */
  readonly namespace: string
  readonly name: string
}

/**
 * Where an object names another: `spec.http[0].route[1].destination.host`.
 *
 * `missing` says that the snapshot holds nothing of that name: it is not there, or not to be seen by whom the snapshot
 * was cut to. It is false for kinds that the console never reads.
 */
export interface Reference {
  readonly field: string
  readonly to: ReferredObject
  readonly missing: boolean
}

/** A reference as the object writes it, before it is looked up. */
export type WrittenReference = { readonly field: string } & (
  | { readonly host: string }
  | { readonly object: ReferredObject }
  /** Labels that workloads must bear; without a namespace those of every namespace. */
  | { readonly selects: Readonly<Record<string, string>>; readonly namespace?: string }
)
