import type { CustomChart, CustomDashboard } from '#server/mesh/metrics/parse-dashboard.ts'
import { formatMatchers, type LabelMatcher, matchAny } from '#server/mesh/promql/expression.ts'
import { statisticLabel } from '#server/mesh/promql/metrics-queries.ts'

export interface DashboardScope {
  readonly namespace: string
  /** undefined for all of the namespace. */
  readonly pods: readonly string[] | undefined
}

const quantiles = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['p99', 0.99],
] as const

/** Without pods nothing may match: an empty pattern would choose the series that have no such label. */
function matchPods(label: string, pods: DashboardScope['pods']): readonly LabelMatcher[] {
  if (!pods) return []
  if (pods.length > 0) return [matchAny(label, pods)]
  return [
    { label, operator: '=', value: '' },
    { label, operator: '!=', value: '' },
  ]
}

/**
 * A custom chart's question. The matchers of namespace and pods come last and are in every selector, so that a chart
 * tells of its object alone, whatever its author asks for.
 */
export function buildDashboardQuery(
  chart: CustomChart,
  {
    names,
    scope,
    rateSeconds,
    everywhere,
  }: {
    readonly names: CustomDashboard['scope']
    readonly scope: DashboardScope
    readonly rateSeconds: number
    readonly everywhere: readonly LabelMatcher[]
  },
): string {
  const { metric, type, aggregate, by } = chart
  const matchers = formatMatchers([
    ...Object.entries(chart.labels).map(([label, value]): LabelMatcher => ({ label, operator: '=', value })),
    { label: names.namespace, operator: '=', value: scope.namespace },
    ...matchPods(names.pod, scope.pods),
    ...everywhere,
  ])
  const sum = (of: string, labels: readonly string[] = by) => `${aggregate} by (${labels.join(',')}) (${of})`
  const rate = (suffix = '') => `rate(${metric}${suffix}${matchers}[${rateSeconds}s])`
  if (type === 'gauge') return sum(`${metric}${matchers}`)
  if (type === 'counter') return sum(rate())
  const total = (suffix: string, labels: readonly string[] = by) =>
    `sum by (${labels.join(',')}) (${rate(suffix)})`
  const told = [
    ['avg', `${total('_sum')} / ${total('_count')}`] as const,
    ...quantiles.map(
      ([name, share]) => [name, `histogram_quantile(${share}, ${total('_bucket', ['le', ...by])})`] as const,
    ),
  ]
  return told
    .map(([name, of]) => `(label_replace(${of}, "${statisticLabel}", "${name}", "", ""))`)
    .join(' or ')
}
