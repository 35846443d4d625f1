import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { dnsLabelSchema, momentSchema, noticeSchema, rangeSecondsSchema } from '#contract/words.ts'

export const metricsKinds = ['workload', 'service', 'application', 'namespace'] as const
export const reporters = ['both', 'source', 'destination', 'waypoint'] as const
export const quantiles = ['p50', 'p90', 'p95', 'p99', 'p999'] as const

/** Labels of Istio's standard metrics that a chart may be split by (istio.io/docs/reference/config/metrics, "Labels"). */
export const groupLabels = [
  'response_code',
  'response_flags',
  'grpc_response_status',
  'request_protocol',
  'connection_security_policy',
  'reporter',
  'source_workload',
  'source_workload_namespace',
  'source_canonical_service',
  'source_canonical_revision',
  'source_cluster',
  'source_principal',
  'destination_service',
  'destination_service_namespace',
  'destination_workload',
  'destination_workload_namespace',
  'destination_canonical_service',
  'destination_canonical_revision',
  'destination_cluster',
  'destination_principal',
] as const
export type GroupLabel = (typeof groupLabels)[number]

export const measures = [
  'requests',
  'errors',
  'duration',
  'requestSize',
  'responseSize',
  'throughput',
  'tcpBytes',
  'tcpConnections',
  'grpcMessages',
] as const
export type Measure = (typeof measures)[number]

/** Words of a list as an array or comma-separated, repeats folded. */
function listOf<Word extends string>(words: readonly [Word, ...Word[]], most: number) {
  return z.pipe(
    z.union([z.array(z.string()), z.string()]),
    z.pipe(
      z.transform((given: string | string[]) => {
        const parts = typeof given === 'string' ? given.split(',') : given
        return [...new Set(parts.map((part) => part.trim()).filter(Boolean))]
      }),
      z.array(z.enum(words)).check(z.maxLength(most)),
    ),
  )
}

const longestRangeMs = 2_592_000_000

/** Whose charts. */
export const metricsSubjectFields = {
  kind: z.enum(metricsKinds),
  namespace: dnsLabelSchema,
  /** Of the object; for a namespace there is none. */
  name: z.optional(
    z
      .string()
      .check(
        z.regex(/^[a-zA-Z0-9*]([-a-zA-Z0-9._]*[a-zA-Z0-9])?$/, 'must be a name of Kubernetes'),
        z.maxLength(253),
      ),
  ),
  /** What it receives, or what it sends. A service sends nothing. */
  direction: z._default(z.enum(['in', 'out']), 'in'),
}

/** Of which time. */
export const metricsTimeFields = {
  /** How far back the charts go, in seconds before `at`. */
  rangeSeconds: z._default(rangeSecondsSchema, 1_800),
  /** The moment of the last value; now when absent. */
  at: z.optional(momentSchema),
  /** Both ends in place of `rangeSeconds` and `at`. */
  from: z.optional(momentSchema),
  to: z.optional(momentSchema),
}

interface Asked {
  readonly kind: string
  readonly name?: string | undefined
  readonly direction: string
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const isSubject = ({ kind, name }: Asked) => (kind === 'namespace') === (name === undefined)
const notSubject = { error: 'give a name, but for a namespace none', path: ['name'] }
const hasDirection = ({ kind, direction }: Asked) => kind !== 'service' || direction === 'in'
const noDirection = { error: 'a service receives and sends nothing: give "in"', path: ['direction'] }
const isTime = ({ from, to }: Asked) => (from === undefined) === (to === undefined)
const notTime = { error: 'give both from and to, or neither', path: ['from'] }
const isSpan = ({ from, to }: Asked) => {
  if (from === undefined || to === undefined) return true
  const spanMs = Date.parse(to) - Date.parse(from)
  return spanMs >= 30_000 && spanMs <= longestRangeMs
}
const notSpan = {
  error: 'must lie at least 30 seconds and at most 30 days after from',
  path: ['to'],
}

const askedChecks = [
  z.refine<Asked>(isSubject, notSubject),
  z.refine<Asked>(hasDirection, noDirection),
  z.refine<Asked>(isTime, notTime),
  z.refine<Asked>(isSpan, notSpan),
]

/** What is asked about, and when: all that a call needs which draws beside the metrics of the same object. */
export const metricsTargetSchema = z
  .strictObject({ ...metricsSubjectFields, ...metricsTimeFields })
  .check(...askedChecks)

const metricsInputSchema = z
  .strictObject({
    ...metricsSubjectFields,
    /** Whose reports count; `both` counts each request once. */
    reporter: z._default(z.enum(reporters), 'both'),
    groupBy: z._default(listOf(groupLabels, 3), []),
    quantiles: z._default(listOf(quantiles, 4), ['p50', 'p95', 'p99']),
    measures: z._default(listOf(measures, measures.length), [...measures]),
    ...metricsTimeFields,
    /** Window of each value's rate; absent takes one that fits the steps. That of the graph makes the last value the graph's. */
    rateSeconds: z.optional(rangeSecondsSchema),
    /** The range before it too, value by value. */
    previous: z._default(z.boolean(), false),
  })
  .check(...askedChecks)
export type MetricsInput = z.output<typeof metricsInputSchema>

/** One value for each step, oldest first; null where nothing was measured (no traffic, NaN, an infinity). */
const valuesSchema = z.array(z.nullable(z.number()))

export const metricSeriesSchema = z.object({
  /** Labels it is split by, and `code` for errors; none for the whole. */
  labels: z.record(z.string(), z.string()),
  /** What is told of the labels' requests; absent where the chart has one thing to tell. */
  statistic: z.optional(
    z.enum([
      'avg',
      'p50',
      'p90',
      'p95',
      'p99',
      'p999',
      'requestBytes',
      'responseBytes',
      'received',
      'sent',
      'opened',
      'closed',
      'requestMessages',
      'responseMessages',
    ]),
  ),
  /** All that lies in namespaces that the viewer may not look into, together and without names. */
  withheld: z.optional(z.literal(true)),
  values: valuesSchema,
  /** Of the range before, under the value that it is compared with. */
  previous: z.optional(valuesSchema),
})
export type MetricSeries = z.output<typeof metricSeriesSchema>

const metricChartSchema = z.object({
  measure: z.enum(measures),
  unit: z.enum([
    'requestsPerSecond',
    'milliseconds',
    'bytes',
    'bytesPerSecond',
    'connectionsPerSecond',
    'messagesPerSecond',
  ]),
  /** Most first, at most twenty. */
  series: z.array(metricSeriesSchema),
  /** How many more there are. */
  unshown: z.int(),
  /** What was asked of Prometheus, to be asked again elsewhere. */
  promql: z.string(),
  /** The same question on pages of others; absent where no address of theirs is known. */
  prometheusHref: z.optional(z.string()),
  grafanaHref: z.optional(z.string()),
  persesHref: z.optional(z.string()),
})
export type MetricChart = z.output<typeof metricChartSchema>

const metricsOutputSchema = z.object({
  /** Moments of the first and of the last value. */
  from: momentSchema,
  asOf: momentSchema,
  stepSeconds: z.int(),
  /** How many values each list has: never more than 300. */
  steps: z.int(),
  rateSeconds: z.int(),
  /** In the order of `measures`; of those asked for, the ones that anything was ever measured of. */
  charts: z.array(metricChartSchema),
  notices: z.array(noticeSchema),
})
export type Metrics = z.output<typeof metricsOutputSchema>

export const metrics = defineCall({
  name: 'metrics',
  method: 'GET',
  path: '/api/v1/metrics',
  summary:
    'Requests, errors, durations, sizes, TCP and gRPC of a workload, service, application or namespace over time',
  input: metricsInputSchema,
  output: metricsOutputSchema,
  effect: 'read',
})
