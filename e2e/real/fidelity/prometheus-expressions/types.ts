/** One row of the table: an expression that the demo and the real servers evaluate over the same samples. */
export interface ExpressionRow {
  readonly query: string
  /** Asked on the grid of the scrapes; else off it. */
  readonly onGrid?: boolean
  /** Asked step by step over this many seconds up to the moment, instead of at one moment. */
  readonly rangeSeconds?: number
  readonly stepSeconds?: number
  /** The elements of the answer have an order. */
  readonly ordered?: boolean
  /** Why Prometheus 2.42 answers otherwise than 3; then it must. */
  readonly older?: string
  /** The demo leaves it out, answers 501 and names this. Such rows are no agreement and do not count. */
  readonly leftOut?: string
}

/** Rows from bare expressions, with what they have in common. */
export function rows(
  common: Omit<ExpressionRow, 'query'>,
  queries: readonly string[],
): readonly ExpressionRow[] {
  return queries.map((query) => ({ ...common, query }))
}
