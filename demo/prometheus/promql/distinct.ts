import type { Expr } from '#demo/prometheus/promql/ast.ts'
import { checkDistinct, type Sample } from '#demo/prometheus/promql/values.ts'

/** The samples, once it is known that no two are of one metric. Throws execution. */
export function distinct(samples: readonly Sample[]): readonly Sample[] {
  checkDistinct(samples)
  return samples
}

/** A selector that demands one metric name cannot yield two series that differ in nothing else. */
export function hasOneName(expr: Expr): boolean {
  if (expr.kind === 'paren') return hasOneName(expr.expr)
  return expr.kind === 'selector' && expr.matchers.some(({ label, op }) => label === '__name__' && op === '=')
}
