import type { MeshKind } from '#server/mesh/objects/kinds.ts'

/** One list and watch: a kind of the whole cluster, or a named part of it. */
export interface Collection {
  /** Unique among the collections of a snapshot. */
  readonly key: string
  readonly kind: MeshKind
  /** Of the collection, without query. */
  readonly path: string
  /** fieldSelector and the like. */
  readonly query: Readonly<Record<string, string>>
}
