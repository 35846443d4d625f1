import { PromqlError, parseError } from '#demo/prometheus/promql/errors.ts'
import { type Matcher, matchesEmpty } from '#demo/prometheus/promql/matchers.ts'
import { parsePromql } from '#demo/prometheus/promql/parse.ts'
import { describeToken } from '#demo/prometheus/promql/syntax-errors.ts'

/**
 * The series selectors of `match[]`, each as its matchers. Throws bad_data in the words of promql/parser's
 * ParseMetricSelector; `whole` is how an endpoint says that a selector chooses everything.
 */
export function readSelectors(params: URLSearchParams, whole: string): readonly (readonly Matcher[])[] {
  return params.getAll('match[]').map((text) => {
    try {
      return parseSelector(text)
    } catch (error) {
      if (!(error instanceof PromqlError)) throw error
      const isWhole = error.message.includes('at least one non-empty matcher')
      throw new PromqlError('bad_data', isWhole ? whole : `invalid parameter "match[]": ${error.message}`)
    }
  })
}

const selector =
  /^\s*(?:[a-zA-Z_:][\w:]*)?\s*(?:\{(?:[^"'`{}]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`)*\})?\s*/

function parseSelector(text: string): readonly Matcher[] {
  const end = selector.exec(text)?.[0].length ?? 0
  const rest = text.slice(end)
  const isBroken = /^\{/.test(rest)
  if (!isBroken && (rest !== '' || text.trim() === '')) {
    throw parseError(text, end, `unexpected ${describeToken(rest)}`)
  }
  const expr = parsePromql(text)
  const matchers = expr.kind === 'selector' ? expr.matchers : []
  if (matchers.every(matchesEmpty)) throw new PromqlError('bad_data', 'at least one non-empty matcher')
  return matchers
}
