/** What proves that an answer of the provider belongs to a sign-in that this browser began. */
export interface OpenidProof {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export interface OpenidGrant {
  /** By the claims that the settings name, verified: signature, issuer, audience, nonce and times. */
  readonly name: string
  readonly groups: readonly string[]
  readonly idToken: string
  /** When the ID token ends. */
  readonly endsMs: number
  readonly refreshToken?: string
}

/** An OpenID provider (OpenID Connect Core 1.0): authorization code with PKCE, and nothing else. */
export interface OpenidAdapter {
  /** Where to send the browser. Throws Problem unavailable when the provider does not answer. */
  begin(redirectUri: string): Promise<{ readonly location: string; readonly proof: OpenidProof }>
  /**
   * Exchanges what the browser brought back. Throws Problem unauthenticated (the provider refused, or what it sent does
   * not hold), unavailable.
   */
  finish(answer: URL, proof: OpenidProof): Promise<OpenidGrant>
  /**
   * A next ID token after one of the same person. Throws Problem unauthenticated (the provider refuses, or names another),
   * unavailable while it does not answer as a provider does.
   */
  renew(refreshToken: string, idToken: string): Promise<OpenidGrant>
  /**
   * The address that ends the person's session at the provider (OpenID Connect RP-Initiated Logout 1.0), and leads back where
   * `back` says so. Throws Problem unsupported (the provider has none), unavailable.
   */
  leave(way: {
    readonly idToken?: string
    readonly back?: { readonly uri: string; readonly state: string }
  }): Promise<string>
}
