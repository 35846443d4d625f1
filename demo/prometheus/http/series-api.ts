import { type Answer, answerData } from '#demo/prometheus/http/answers.ts'
import { readLimit, readWindow, TRUNCATED } from '#demo/prometheus/http/parameters.ts'
import { readSelectors } from '#demo/prometheus/http/selectors.ts'
import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import { listPairs, presentMetric } from '#demo/prometheus/promql/labels.ts'
import { buildMatcher, type Matcher } from '#demo/prometheus/promql/matchers.ts'
import { Points, type SampleSource, type StoredSeries } from '#demo/prometheus/samples/sample-source.ts'

const WHOLE = 'match[] must contain at least one non-empty matcher'

/** `/api/v1/series`: label sets of the series that any of the selectors chooses, in the order of their labels. */
export function answerSeries(source: SampleSource, params: URLSearchParams): Answer {
  if (params.getAll('match[]').length === 0)
    throw new PromqlError('bad_data', 'no match[] parameter provided')
  const limit = readLimit(params)
  const isInside = buildWindowTest(params)
  const selectors = readSelectors(params, `invalid parameter "match[]": ${WHOLE}`)
  const found = new Map<string, Record<string, string>>()
  for (const matchers of selectors) {
    for (const series of source.select(matchers)) {
      if (!isInside(series)) continue
      const pairs = presentMetric(series)
      found.set(JSON.stringify(Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1))), pairs)
    }
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pairs]) => pairs)
  return answerList(sorted, limit)
}

/** `/api/v1/labels`. */
export function answerLabels(source: SampleSource, params: URLSearchParams): Answer {
  const limit = readLimit(params)
  const names = new Set<string>()
  eachFamily(source, params, ({ name, labels, les }) => {
    for (const [label] of listPairs({ labels, name, le: les[0] ?? '' })) names.add(label)
  })
  return answerList([...names].sort(), limit)
}

/** `/api/v1/label/<name>/values`. */
export function answerLabelValues(source: SampleSource, label: string, params: URLSearchParams): Answer {
  const limit = readLimit(params)
  const values = new Set<string>()
  eachFamily(source, params, ({ name, labels, les }) => {
    if (label === 'le') for (const le of les) values.add(le)
    else if (label === '__name__') values.add(name)
    else values.add(labels.get(label))
  })
  values.delete('')
  return answerList([...values].sort(), limit)
}

function answerList(items: readonly unknown[], limit: number): Answer {
  return answerData(items.slice(0, limit), items.length > limit ? [TRUNCATED] : [])
}

/** Whether a series has a sample between `start` and `end`. */
function buildWindowTest(params: URLSearchParams): (series: StoredSeries) => boolean {
  const window = readWindow(params)
  if (!window) return () => true
  const points = new Points()
  return (series) => {
    series.readLast(window.startMs - 1, window.endMs, points)
    return points.length > 0
  }
}

type Family = ReturnType<SampleSource['listFamilies']> extends Iterable<infer Each> ? Each : never

/** Labels are kept by block, not by sample: all that are chosen are told when any of them lies in the window. */
function eachFamily(source: SampleSource, params: URLSearchParams, visit: (family: Family) => void): void {
  const isInside = buildWindowTest(params)
  const selectors = readSelectors(params, WHOLE)
  const everything: readonly Matcher[] = [buildMatcher('__name__', '!=', '')]
  for (const matchers of selectors.length > 0 ? selectors : [everything]) {
    if (params.get('start') || params.get('end')) {
      const hasAny = [...takeUntil(source.select(matchers), isInside)].length > 0
      if (!hasAny) continue
    }
    for (const family of source.listFamilies(matchers)) visit(family)
  }
}

/** The first item that fits, if any. */
function* takeUntil<Item>(items: Iterable<Item>, fits: (item: Item) => boolean): Iterable<Item> {
  for (const item of items) {
    if (!fits(item)) continue
    yield item
    return
  }
}
