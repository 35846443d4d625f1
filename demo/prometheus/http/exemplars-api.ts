import { type Answer, answerData } from '#demo/prometheus/http/answers.ts'
import { readQuery, readTimeMs } from '#demo/prometheus/http/parameters.ts'
import type { Expr } from '#demo/prometheus/promql/ast.ts'
import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import type { Matcher } from '#demo/prometheus/promql/matchers.ts'
import { parsePromql } from '#demo/prometheus/promql/parse.ts'
import type { ListExemplars } from '#demo/prometheus/samples/exemplars.ts'

/** `/api/v1/query_exemplars`: of all series that the expression's selectors choose. A server that keeps none has an empty list. */
export function answerExemplars(listExemplars: ListExemplars | undefined, params: URLSearchParams): Answer {
  const startMs = readTimeMs(params, 'start', Number.NEGATIVE_INFINITY)
  const endMs = readTimeMs(params, 'end', Number.POSITIVE_INFINITY)
  if (endMs < startMs) throw new PromqlError('bad_data', 'end timestamp must not be before start timestamp')
  const selectors = listSelectors(parsePromql(readQuery(params)))
  if (selectors.length === 0) return { status: 204, contentType: '', body: '' }
  return answerData(selectors.flatMap((matchers) => listExemplars?.(matchers, startMs, endMs) ?? []))
}

function listSelectors(expr: Expr): readonly (readonly Matcher[])[] {
  switch (expr.kind) {
    case 'selector':
      return [expr.matchers]
    case 'binary':
      return [...listSelectors(expr.left), ...listSelectors(expr.right)]
    case 'call':
      return expr.args.flatMap(listSelectors)
    case 'aggregate':
      return [...(expr.param ? listSelectors(expr.param) : []), ...listSelectors(expr.expr)]
    case 'subquery':
    case 'unary':
    case 'paren':
      return listSelectors(expr.expr)
    default:
      return []
  }
}
