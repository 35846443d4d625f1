/** Who signed in, as the cluster or the provider names the person. */
export interface Person {
  readonly name: string
  readonly groups: readonly string[]
  readonly uid?: string
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** What the console asks the cluster with in a person's name. Kept encrypted. */
export interface SessionSecret {
  /** The bearer token for the API server. */
  readonly token: string
  /** When the token ends, where that is known. */
  readonly endsMs?: number
  /** Gets the next one of the OpenID provider. */
  readonly refreshToken?: string
}

export interface KeptSession {
  /** Digest of what the cookie holds: names the session, opens nothing. */
  readonly id: string
  readonly method: 'token' | 'openid'
  readonly person: Person
  /** Absent where the console's own account asks in the person's name. */
  readonly secret?: SessionSecret
  /** The provider's ID token where it is no secret of ours: by it the session there is ended too. Kept encrypted. */
  readonly endHint?: string
  /** The browser, as it named itself when it signed in, and where it was. */
  readonly agent: string
  readonly address: string
  readonly createdMs: number
  readonly seenMs: number
  /** When it ends in any case. */
  readonly endsMs: number
  /** When it ends without a sign of its person. */
  readonly idleEndsMs: number
}

export type SessionEnds = Pick<KeptSession, 'endsMs' | 'idleEndsMs'>

export type NewSession = Pick<KeptSession, 'method' | 'person' | 'secret' | 'endHint' | 'agent' | 'address'>

/** The sessions of whoever signed in, in the console's database. Every verb throws Problem unavailable while that is away. */
export interface SessionsAdapter {
  /** A new session and the 256 bits that its cookie shall hold; they are kept nowhere. */
  open(
    session: NewSession,
    nowMs: number,
  ): Promise<{ readonly cookie: string; readonly session: KeptSession }>
  /** The session of a cookie's value, while it holds. */
  find(cookie: string, nowMs: number): Promise<KeptSession | undefined>
  /** The person gave a sign. Returns when the session ends from now on. */
  touch(id: string, ends: SessionEnds, nowMs: number): Promise<SessionEnds>
  /** Whether it is on this process to renew the credentials: false while another is about to. */
  claim(id: string, nowMs: number): Promise<boolean>
  renew(id: string, secret: SessionSecret): Promise<void>
  /** Those that hold, of one person or of all, the newest first; at most 200, and whether there are more. */
  list(
    userName: string | undefined,
    nowMs: number,
  ): Promise<{ readonly held: readonly KeptSession[]; readonly more: boolean }>
  /** Ends one; of that person alone when `userName` is given. False when there was none. */
  end(id: string, userName?: string): Promise<boolean>
  /** Ends every session of a person, or one of them. Returns how many there were. */
  endAll(userName: string, id?: string): Promise<number>
  /** Encrypts a short-lived text for a browser to hold, and reads it back; undefined for anything that this did not make. */
  seal(text: string, purpose: string): Promise<string>
  unseal(sealed: string, purpose: string): Promise<string | undefined>
}

/** How an attempt to sign in ended; `unknown` when nobody judged it. */
export type AttemptOutcome = 'signed-in' | 'refused' | 'unknown'

/** Who tries to sign in, and how often, on every replica. Throws Problem unavailable while the database is away. */
export interface AttemptsAdapter {
  /**
   * Begins one attempt; the answer is told how it ended. Throws Problem refused, with the seconds to wait, while there
   * were too many that failed.
   */
  begin(address: string, nowMs: number): Promise<(outcome: AttemptOutcome) => Promise<void>>
}
