/** The tables as their rows are written and read; both databases have the same. Times are milliseconds since the epoch. */
export interface Tables {
  readonly change: ChangeRow
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
}
