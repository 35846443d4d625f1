import { type Answer, answerData } from '#demo/prometheus/http/answers.ts'
import { readLimit } from '#demo/prometheus/http/parameters.ts'
import type { Expr } from '#demo/prometheus/promql/ast.ts'
import { PromqlError, unsupported } from '#demo/prometheus/promql/errors.ts'
import { listPairs, presentMetric } from '#demo/prometheus/promql/labels.ts'
import { buildMatcher, type Matcher } from '#demo/prometheus/promql/matchers.ts'
import { parsePromql } from '#demo/prometheus/promql/parse.ts'
import type { SampleSource } from '#demo/prometheus/samples/sample-source.ts'

/** `/api/v1/series`: label sets of the series that any of the selectors chooses. The demo's series never end. */
export function answerSeries(source: SampleSource, params: URLSearchParams): Answer {
  const selectors = readSelectors(params)
  if (selectors.length === 0) throw new PromqlError('bad_data', 'no match[] parameter provided')
  const limit = readLimit(params)
  const found = new Map<string, Record<string, string>>()
  for (const matchers of selectors) {
    for (const series of source.select(matchers)) {
      if (found.size >= limit) break
      const pairs = presentMetric(series)
      found.set(JSON.stringify(pairs), pairs)
    }
  }
  return answerData([...found.values()])
}

/** `/api/v1/labels`. */
export function answerLabels(source: SampleSource, params: URLSearchParams): Answer {
  const names = new Set<string>()
  eachFamily(source, params, ({ name, labels, les }) => {
    for (const [label] of listPairs({ labels, name, le: les[0] ?? '' })) names.add(label)
  })
  return answerData([...names].sort().slice(0, readLimit(params)))
}

/** `/api/v1/label/<name>/values`. */
export function answerLabelValues(source: SampleSource, label: string, params: URLSearchParams): Answer {
  if (!/^[a-zA-Z_]\w*$/.test(label))
    throw new PromqlError('bad_data', `invalid label name: ${JSON.stringify(label)}`)
  const values = new Set<string>()
  eachFamily(source, params, ({ name, labels, les }) => {
    if (label === 'le') for (const le of les) values.add(le)
    else if (label === '__name__') values.add(name)
    else values.add(labels.get(label))
  })
  values.delete('')
  return answerData([...values].sort().slice(0, readLimit(params)))
}

function eachFamily(
  source: SampleSource,
  params: URLSearchParams,
  visit: (
    family: ReturnType<SampleSource['listFamilies']> extends Iterable<infer Family> ? Family : never,
  ) => void,
): void {
  const selectors = readSelectors(params)
  for (const matchers of selectors.length > 0 ? selectors : [[buildMatcher('__name__', '!=', '')]]) {
    for (const family of source.listFamilies(matchers)) visit(family)
  }
}

function readSelectors(params: URLSearchParams): readonly (readonly Matcher[])[] {
  return params.getAll('match[]').map((text) => {
    const expr = parseSelector(text)
    if (expr.kind !== 'selector' || expr.rangeMs !== undefined) {
      throw new PromqlError('bad_data', `invalid parameter "match[]": ${text} is not an instant selector`)
    }
    return expr.matchers
  })
}

function parseSelector(text: string): Expr {
  try {
    return parsePromql(text)
  } catch (error) {
    if (!(error instanceof PromqlError)) throw unsupported(text)
    throw new PromqlError(error.type, `invalid parameter "match[]": ${error.message}`)
  }
}
