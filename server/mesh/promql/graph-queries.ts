import { type Expression, formatExpression, type LabelMatcher } from '#server/mesh/promql/expression.ts'
import { scopeToNamespaces } from '#server/mesh/promql/namespace-scope.ts'
import { endLabels, type ReporterChoice, type TrafficSide } from '#server/mesh/promql/traffic-labels.ts'

/** One kind of fact that a graph is made of; a query that fails costs the graph this and nothing else. */
export type GraphFact =
  | 'requests'
  | 'tcp'
  | 'messages'
  | 'latencyP50'
  | 'latencyP95'
  | 'latencyP99'
  | 'latencyAvg'
  | 'throughput'

export interface GraphQuestion {
  /** undefined asks for every namespace. */
  readonly namespaces: readonly string[] | undefined
  /** Only these series, as sets of matchers to be joined, whatever the namespaces. */
  readonly scope?: readonly LabelMatcher[][] | undefined
  readonly rangeSeconds: number
  readonly reporters: ReporterChoice
  /** Series at rest in the window are wanted too. */
  readonly idleEdges: boolean
  /** Kinds of traffic that nobody wants to see; none by default. */
  readonly without?: readonly ('requests' | 'messages' | 'tcp')[]
  /** Split requests by `request_operation`. */
  readonly operations: boolean
  /** Quantiles read every bucket, most of what a mesh's metrics are, so that only the wanted ones are asked; all by default. */
  readonly latency?: LatencyChoice
  /** Narrows every selector. */
  readonly everywhere?: readonly LabelMatcher[] | undefined
}

export type LatencyChoice = 'p50' | 'p95' | 'p99' | 'all' | 'none'

/** The label that tells apart the two metrics that one query asks for. */
export const directionLabel = 'direction'

/** Labels of the series that give a request's security; on the client's side the policy is always `unknown`. */
const securityLabels = ['connection_security_policy', 'source_principal', 'destination_principal']

/** What tells latencies and bytes of one edge from another's: without revisions, codes and hosts, which an edge sums up. */
const edgeLabels = endLabels.filter(
  (label) => !label.endsWith('_revision') && label !== 'destination_service',
)

/**
 * The queries that answer for all namespaces and every view at once, at most eight, asked in parallel.
 *
 * Requests and bytes are asked from both sides, because which side is believed depends on the namespaces asked for
 * (see `server/mesh/graph/choose-reports.ts`). Of latencies and body sizes one side is enough, so `or` drops the other
 * on the server: latency as the server's proxy saw it, request bytes as the client's did and response bytes as the
 * server's did (Kiali's choice: graph/telemetry/istio/appender, response_time.go and throughput.go).
 */
export function buildGraphQueries(question: GraphQuestion): ReadonlyMap<GraphFact, string> {
  const scope = question.scope ?? scopeToNamespaces(question.namespaces)
  const ask: Ask = (metric, by, matchers) =>
    join(
      scope.map((set) => ({
        kind: 'sum',
        by,
        of: { kind: 'rate', metric, matchers: [...matchers, ...set] },
      })),
    )
  const expressions = [...buildTraffic(question, ask), ...buildMeasures(question, ask)]
  const without = new Set<GraphFact>(question.without)
  // Latencies and body sizes are of requests.
  const isWanted = ([fact]: Named): boolean =>
    !without.has(fact === 'tcp' || fact === 'messages' ? fact : 'requests')
  return new Map(
    expressions
      .filter(isWanted)
      .map(([fact, expression]) => [
        fact,
        formatExpression(expression, question.rangeSeconds, question.everywhere),
      ]),
  )
}

/** A sum by labels of a metric's rates within the namespaces. */
type Ask = (metric: string, by: readonly string[], matchers: readonly LabelMatcher[]) => Expression
type Named = readonly [GraphFact, Expression]

/** What nodes and edges are made of, told by both sides. */
function buildTraffic({ reporters, idleEdges, operations }: GraphQuestion, ask: Ask): readonly Named[] {
  const matchers = matchReporters(reporters)
  const ztunnel: LabelMatcher[] = reporters.ztunnel
    ? []
    : [{ label: 'app', operator: '!=', value: 'ztunnel' }]
  const both: Ask = (metric, by, own) => {
    const of = ask(metric, ['reporter', ...by], [...matchers, ...own])
    return idleEdges ? of : { kind: 'positive', of }
  }
  const tcp = (metric: string) =>
    both(metric, ['app', ...endLabels, 'response_flags', ...securityLabels], ztunnel)
  const messages = (metric: string) => both(metric, endLabels, [])
  const answers = ['request_protocol', 'response_code', 'grpc_response_status', 'response_flags']
  const split = operations ? ['request_operation'] : []
  return [
    ['requests', both('istio_requests_total', [...endLabels, ...answers, ...securityLabels, ...split], [])],
    // Istio counts bytes as the server sees them, so what clients send is "received" (istio#32399).
    ['tcp', inBothDirections(tcp('istio_tcp_received_bytes_total'), tcp('istio_tcp_sent_bytes_total'))],
    [
      'messages',
      inBothDirections(messages('istio_request_messages_total'), messages('istio_response_messages_total')),
    ],
  ]
}

/** How edges fared, told by one side. */
function buildMeasures({ reporters, latency: choice = 'all' }: GraphQuestion, ask: Ask): readonly Named[] {
  const by = [...edgeLabels, 'request_protocol']
  const duration = 'istio_request_duration_milliseconds'
  /** One side's value where it has one, the other side's else. */
  const sided = (
    sides: readonly [TrafficSide, TrafficSide],
    measure: (matchers: readonly LabelMatcher[]) => Expression,
  ): Expression =>
    join(sides.map((side) => ({ kind: 'positive', of: measure([matchSide(side, reporters)]) })))
  const latency = (quantile: number): Expression =>
    sided(['server', 'client'], (matchers) => ({
      kind: 'quantile',
      quantile,
      of: ask(`${duration}_bucket`, ['le', ...by], matchers),
    }))
  const average = sided(['server', 'client'], (matchers) => ({
    kind: 'ratio',
    above: ask(`${duration}_sum`, by, matchers),
    below: ask(`${duration}_count`, by, matchers),
  }))
  const requestBytes = sided(['client', 'server'], (matchers) => ask('istio_request_bytes_sum', by, matchers))
  const responseBytes = sided(['server', 'client'], (matchers) =>
    ask('istio_response_bytes_sum', by, matchers),
  )
  const quantiles = (
    [
      ['p50', 'latencyP50', 0.5],
      ['p95', 'latencyP95', 0.95],
      ['p99', 'latencyP99', 0.99],
    ] as const
  ).filter(([name]) => choice === 'all' || choice === name)
  return [
    ...quantiles.map(([, fact, quantile]): Named => [fact, latency(quantile)]),
    ...(choice === 'none' ? [] : [['latencyAvg', average] as const]),
    ['throughput', inBothDirections(requestBytes, responseBytes)],
  ]
}

function inBothDirections(sent: Expression, returned: Expression): Expression {
  return join([
    { kind: 'label', name: directionLabel, value: 'sent', of: sent },
    { kind: 'label', name: directionLabel, value: 'returned', of: returned },
  ])
}

function join(parts: readonly Expression[]): Expression {
  const [only, ...others] = parts
  return only && others.length === 0 ? only : { kind: 'or', of: parts }
}

function matchReporters({ waypoint }: ReporterChoice): LabelMatcher[] {
  return waypoint ? [] : [{ label: 'reporter', operator: '!=', value: 'waypoint' }]
}

/** Waypoint proxies stand between the two sides and speak for both. */
function matchSide(side: TrafficSide, { waypoint }: ReporterChoice): LabelMatcher {
  const reporter = side === 'server' ? 'destination' : 'source'
  return waypoint
    ? { label: 'reporter', operator: '=~', value: `${reporter}|waypoint` }
    : { label: 'reporter', operator: '=', value: reporter }
}
