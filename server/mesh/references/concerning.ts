import type { Reason } from '#server/mesh/health/types.ts'
import type { ReferredObject } from '#server/mesh/references/types.ts'

/** An object of configuration that concerns another. */
export interface Concerning extends ReferredObject {
  /** The fields that name the object or one of its services; none where it holds for all of its scope. */
  readonly fields: readonly string[]
  readonly scope: 'object' | 'namespace' | 'mesh'
  /** Why it concerns the object, or why it has no effect on it though it might. */
  readonly why: Reason
}
