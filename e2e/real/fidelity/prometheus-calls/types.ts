/** One row of the table: a request of the HTTP API over the same samples. */
export interface CallRow {
  readonly path: string
  readonly method?: string
  /** Posted as a form. */
  readonly form?: Readonly<Record<string, string>>
  /** Posted as it is, with this type. */
  readonly body?: { readonly type: string; readonly text: string }
  /** Compared in shape alone: names and types of fields, for what each server says of itself. */
  readonly isShape?: boolean
  /** Why Prometheus 2.42 answers otherwise than 3; then it must. */
  readonly older?: string
  /** The demo leaves it out, answers 501 and names this. Such rows are no agreement and do not count. */
  readonly leftOut?: string
}

/** Rows from bare paths, with what they have in common. */
export function rows(common: Omit<CallRow, 'path'>, paths: readonly string[]): readonly CallRow[] {
  return paths.map((path) => ({ ...common, path }))
}
