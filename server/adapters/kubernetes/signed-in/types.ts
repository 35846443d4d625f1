/** A person as the API server knows one (authentication/v1 UserInfo). */
export interface ClusterUser {
  readonly name: string
  readonly groups: readonly string[]
  readonly uid?: string
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** How the API server is asked in the name of somebody who signed in. */
export type SignInCredentials = { readonly token: string } | { readonly impersonate: ClusterUser }

/** Somebody who signed in, under the identity by which the other verbs know the person. */
export interface SignedInViewer {
  /** For caches: unlike that of anybody with other rights, and never a secret. */
  readonly identity: string
  /** What people call it. */
  readonly title: string
  readonly credentials: SignInCredentials
}

export interface SignedInUsers {
  /**
   * Lets the other verbs ask as this person; said with each request, since who is not heard of for ten minutes is
   * forgotten, with all that was kept for the identity. New credentials replace the old ones.
   */
  admit(viewer: SignedInViewer): void
  /** Forgets the person at once and ends what runs in the name. */
  dismiss(identity: string): void
  /** Whom the API server takes the bearer of a token for. Throws Problem unauthenticated (refused), unavailable, timeout. */
  readTokenUser(token: string, signal: AbortSignal): Promise<ClusterUser>
}
