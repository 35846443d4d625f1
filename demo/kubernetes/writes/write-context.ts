import type { Resource } from '#demo/kubernetes/catalogue.ts'
import type { Fields } from '#demo/kubernetes/fields/json.ts'
import type { Authorizer } from '#demo/kubernetes/rbac.ts'
import type { RequestTarget } from '#demo/kubernetes/request.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import type { StoredObject } from '#demo/kubernetes/stored-object.ts'
import type { User } from '#demo/kubernetes/users.ts'
import type { Manifest } from '#demo/world/types.ts'

/** What writes need beside the request. */
export interface WriteContext {
  readonly store: Store
  readonly now: () => number
  readonly authorizer: Authorizer
  readonly mint: {
    readonly uid: () => string
    readonly word: (length: number) => string
    readonly clusterIp: () => string
  }
}

/** A request that writes, taken apart. */
export interface WriteRequest {
  readonly target: RequestTarget
  readonly resource: Resource
  readonly user: User
  readonly agent: string
  readonly contentType: string | undefined
  readonly body: string
  /** Told to the client in `Warning` headers. */
  readonly warnings: string[]
}

/** What is answered: the object in its new state, or another body. */
export interface WriteAnswer {
  readonly code: number
  readonly object?: StoredObject
  readonly body?: object
}

/** An object on its way into the store always has a name by then. */
export const asManifest = (object: Fields) => object as unknown as Manifest // metadata is checked before
