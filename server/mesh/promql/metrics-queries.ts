import {
  type Expression,
  escapeRegex,
  formatExpression,
  formatMatchers,
  type LabelMatcher,
  matchAny,
} from '#server/mesh/promql/expression.ts'
import { longestNamespaceList } from '#server/mesh/promql/namespace-scope.ts'

/** Whose traffic: its namespace, and what of it; undefined is all of the namespace. */
export interface MetricsScope {
  readonly cluster: string
  readonly namespace: string
  readonly direction: 'in' | 'out'
  readonly of:
    | { readonly kind: 'workloads'; readonly names: readonly string[] }
    /** What telemetry calls an application whose workloads are gone. */
    | { readonly kind: 'canonicalService'; readonly name: string }
    /** A service by its name, a ServiceEntry by its hosts. */
    | { readonly kind: 'services'; readonly names: readonly string[] }
    | { readonly kind: 'namespace' }
}

export type MetricsReporter = 'both' | 'source' | 'destination' | 'waypoint'
export type MetricsFact =
  | 'requests'
  | 'duration'
  | 'requestSize'
  | 'responseSize'
  | 'throughput'
  | 'tcpBytes'
  | 'tcpConnections'
  | 'grpcMessages'

export interface MetricsQuestion {
  readonly scope: MetricsScope
  readonly reporter: MetricsReporter
  /** Names of labels, from a list that the contract knows. */
  readonly groupBy: readonly string[]
  /** Of durations; of sizes the last of them. */
  readonly quantiles: readonly string[]
  readonly facts: readonly MetricsFact[]
  /** Tell apart how requests ended. */
  readonly byCode: boolean
  /** Narrows every selector. */
  readonly everywhere?: readonly LabelMatcher[] | undefined
}

/** The label under which one query tells several things of the same requests. */
export const statisticLabel = 'statistic'
/** What tells how a request ended (see `readCode` in server/mesh/graph/read-series.ts). */
export const endingLabels = ['request_protocol', 'response_code', 'grpc_response_status'] as const

const shares: Readonly<Record<string, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 }
const requestsMetric = 'istio_requests_total'
const histograms = {
  duration: 'istio_request_duration_milliseconds',
  requestSize: 'istio_request_bytes',
  responseSize: 'istio_response_bytes',
} as const
/** Istio counts bytes as the server sees them, so that what clients send is "received" (istio#32399). */
const counterPairs = {
  tcpBytes: { received: 'istio_tcp_received_bytes_total', sent: 'istio_tcp_sent_bytes_total' },
  tcpConnections: {
    opened: 'istio_tcp_connections_opened_total',
    closed: 'istio_tcp_connections_closed_total',
  },
  grpcMessages: {
    requestMessages: 'istio_request_messages_total',
    responseMessages: 'istio_response_messages_total',
  },
} as const

/**
 * One query for each chart. With reporter `both` every request counts once, by the rule of the lists and of health
 * (server/mesh/health/gather-traffic.ts): a workload's own proxy, or the waypoint before it, is believed for all it
 * tells; of a workload whose own side tells nothing, the other side is. Names of metrics: istio.io/docs/reference/config/
 * metrics. Histograms are asked in both forms, classic and native (prometheus.io/docs, "Native histograms"); a server
 * has one of them, or for the time of a change both, of which the classic one is taken.
 */
export function buildMetricsQueries(
  question: MetricsQuestion,
  rateSeconds: number,
): ReadonlyMap<MetricsFact, string> {
  return new Map(
    question.facts.map((fact) => [
      fact,
      formatExpression(buildFact(fact, question), rateSeconds, question.everywhere),
    ]),
  )
}

/** The series beside whose values exemplars of durations stand: classic buckets, and native histograms of the same name. */
export function formatDurationSelector(scope: MetricsScope, everywhere: readonly LabelMatcher[]): string {
  const { duration } = histograms
  const name: LabelMatcher = { label: '__name__', operator: '=~', value: `${duration}(_bucket)?` }
  return formatMatchers([name, ...matchScope(scope), ...everywhere])
}

function buildFact(fact: MetricsFact, question: MetricsQuestion): Expression {
  if (fact === 'requests') {
    const by = [...question.groupBy, ...(question.byCode ? endingLabels : [])]
    return buildBelieved(requestsMetric, by, question)
  }
  if (fact === 'duration') return buildHistogram(histograms[fact], question, question.quantiles)
  // Buckets are most of what a mesh's metrics are: of sizes the average and the highest quantile tell enough.
  if (fact === 'requestSize' || fact === 'responseSize')
    return buildHistogram(histograms[fact], question, question.quantiles.slice(-1))
  if (fact === 'throughput')
    return {
      kind: 'or',
      of: [
        label('requestBytes', buildBytes(histograms.requestSize, question)),
        label('responseBytes', buildBytes(histograms.responseSize, question)),
      ],
    }
  const told = Object.entries(counterPairs[fact]).map(([statistic, metric]) =>
    label(statistic, buildBelieved(metric, question.groupBy, question)),
  )
  return { kind: 'or', of: told }
}

function buildHistogram(metric: string, question: MetricsQuestion, wanted: readonly string[]): Expression {
  const { groupBy: by } = question
  const ask = (suffix: string, labels: readonly string[] = by) =>
    buildBelieved(`${metric}${suffix}`, labels, question, requestsMetric)
  const native = ask('')
  const average: Expression = {
    kind: 'or',
    of: [
      { kind: 'ratio', above: ask('_sum'), below: ask('_count') },
      {
        kind: 'ratio',
        above: { kind: 'call', function: 'histogram_sum', of: native },
        below: { kind: 'call', function: 'histogram_count', of: native },
      },
    ],
  }
  const quantiles = wanted.map((name): Expression => {
    const quantile = shares[name] ?? 0.95
    return label(name, {
      kind: 'or',
      of: [
        { kind: 'quantile', quantile, of: ask('_bucket', ['le', ...by]) },
        { kind: 'quantile', quantile, of: native },
      ],
    })
  })
  return { kind: 'or', of: [label('avg', average), ...quantiles] }
}

/** What all requests, or all answers, weigh a second: the sums of the histograms of their sizes, in either form. */
function buildBytes(metric: string, question: MetricsQuestion): Expression {
  const ask = (name: string) => buildBelieved(name, question.groupBy, question, requestsMetric)
  const native: Expression = { kind: 'call', function: 'histogram_sum', of: ask(metric) }
  return { kind: 'or', of: [ask(`${metric}_sum`), native] }
}

/** Each request once, summed by labels. `teller` is the metric that says whether a side tells anything. */
function buildBelieved(
  metric: string,
  by: readonly string[],
  { scope, reporter }: MetricsQuestion,
  teller = metric,
): Expression {
  const matchers = matchScope(scope)
  const ask = (name: string, side: string, labels: readonly string[]): Expression => ({
    kind: 'sum',
    by: labels,
    of: { kind: 'rate', metric: name, matchers: [...matchers, matchReporter(side)] },
  })
  if (reporter !== 'both') return ask(metric, reporter, by)
  const [own, other] = scope.direction === 'in' ? ['destination|waypoint', 'source'] : ['source', 'waypoint']
  const end = scope.direction === 'in' ? 'destination' : 'source'
  const key = [`${end}_workload_namespace`, `${end}_workload`]
  const keyed = [...new Set([...key, ...by])]
  const tells: Expression = { kind: 'positive', of: ask(teller, own, key) }
  const left: Expression = { kind: 'unless', of: ask(metric, other, keyed), on: key, other: tells }
  // What the other side tells is first: the own side's zero must not hide it.
  return { kind: 'sum', by, of: { kind: 'or', of: [left, ask(metric, own, keyed)] } }
}

function label(statistic: string, of: Expression): Expression {
  return { kind: 'label', name: statisticLabel, value: statistic, of }
}

function matchReporter(value: string): LabelMatcher {
  return { label: 'reporter', operator: value.includes('|') ? '=~' : '=', value }
}

function matchScope({ cluster, namespace, direction, of }: MetricsScope): readonly LabelMatcher[] {
  const end = direction === 'in' ? 'destination' : 'source'
  const is = (name: string, value: string): LabelMatcher => ({ label: name, operator: '=', value })
  // A proxy that does not know its cluster writes `unknown`, an old one writes none.
  const here: LabelMatcher = {
    label: `${end}_cluster`,
    operator: '=~',
    value: `|unknown|${escapeRegex(cluster)}`,
  }
  switch (of.kind) {
    case 'namespace':
      return [is(`${end}_workload_namespace`, namespace), here]
    case 'canonicalService':
      return [is(`${end}_workload_namespace`, namespace), is(`${end}_canonical_service`, of.name), here]
    case 'workloads':
      return [
        is(`${end}_workload_namespace`, namespace),
        matchAny(`${end}_workload`, of.names.slice(0, longestNamespaceList)),
        here,
      ]
    case 'services':
      return [
        is('destination_service_namespace', namespace),
        matchAny('destination_service_name', of.names.slice(0, longestNamespaceList)),
        here,
      ]
  }
}
