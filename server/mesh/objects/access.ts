import type { MeshKind } from '#server/mesh/objects/kinds.ts'

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete'

/** What one viewer may do, learned from SelfSubjectAccessReview and SelfSubjectRulesReview, at most 60 s old. */
export interface ViewerAccess {
  /** Identity key for caches: equal for equal rights of the same person. */
  readonly viewer: string
  /** `namespace` undefined asks for the whole cluster; with `name` rules count that allow it of named objects alone. */
  may(verb: Verb, kind: MeshKind, namespace?: string, name?: string): boolean
  /** True when no write on any Istio or Gateway API kind is allowed anywhere that was asked. */
  readonly readOnly: boolean
}
