import type { Expr } from '#demo/prometheus/promql/ast.ts'

/**
 * Ranges, offsets and `@` bind to the last operand, `a - (b offset 5m)`, where the grammar hangs them on the whole of
 * `a - b`; only parentheses hold them off (promql/parser/generated_parser.y).
 */
export function bindToLast(expr: Expr, to: number, change: (operand: Expr) => Expr): Expr {
  if (expr.kind === 'binary') return { ...expr, to, right: bindToLast(expr.right, to, change) }
  if (expr.kind === 'unary') return { ...expr, to, expr: bindToLast(expr.expr, to, change) }
  return change(expr)
}
