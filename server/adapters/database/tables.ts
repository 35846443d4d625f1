/** The tables as their rows are written and read; both databases have the same. Times are milliseconds since the epoch. */
export interface Tables {
  readonly change: ChangeRow
  readonly audit_row: AuditRow
  readonly audit_head: AuditHead
  readonly session: SessionRow
  readonly sign_in_attempt: AttemptRow
}

/** One change of one object of one cluster. */
export interface ChangeRow {
  /** Of hexadecimal digits and in the order of time, so that it sorts alike in every collation. */
  id: string
  cluster: string
  /** A whole number; PostgreSQL's driver reads bigint as text. */
  at_ms: number | string
  api_group: string
  api_version: string
  kind: string
  namespace: string
  /** The namespace by which it is looked for: a Namespace is of itself. */
  place: string
  name: string
  who: string
  how: string
  action: string
  reason: string | null
  outcome: string
  /** JSON. */
  failure: string | null
  /** JSON. */
  paths: string
  change_count: number
  base_version: string | null
  result_version: string | null
  /** JSON of an object; null where there was none, or it is not kept. */
  before: string | null
  before_kept: number
  after: string | null
  after_kept: number
  undoes: string | null
  undone_by: string | null
  /** A whole number, as `at_ms`; null of a change that was seen when it was made. */
  unwatched_since_ms: number | string | null
}

/** One row of the audit trail. Rows are only ever added, and sealed away from the old end. */
export interface AuditRow {
  /** From 1, without a gap. Whole numbers; PostgreSQL's driver reads bigint as text. */
  seq: number | string
  at_ms: number | string
  cluster: string
  act: string
  outcome: string
  who: string
  /** '' for what is of no namespace. */
  namespace: string
  /** The row whose outcome this one tells. */
  settles: number | string | null
  /** JSON: all else. It is part of what is hashed, as it is written. */
  facts: string
  prev_hash: string
  hash: string
}

/** The newest row of a chain; there is one chain, `main`. Appending locks it. */
export interface AuditHead {
  chain: string
  seq: number | string
  hash: string
}

/** One session of somebody who signed in. */
export interface SessionRow {
  /** SHA-256 of what the cookie holds, in hexadecimal digits. */
  id: string
  method: string
  user_name: string
  /** JSON: groups, uid and extra as the cluster or the provider told them. */
  person: string
  /** Encrypted JSON of the credentials; null where the console's own account asks in the person's name. */
  sealed: string | null
  /** When a process last began to renew the credentials, so that only one does. */
  claimed_ms: number | string
  agent: string
  address: string
  created_ms: number | string
  seen_ms: number | string
  ends_ms: number | string
}

/** Attempts to sign in that failed of late, from one address; under '' those of all. */
export interface AttemptRow {
  place: string
  failed: number
  last_ms: number | string
}
