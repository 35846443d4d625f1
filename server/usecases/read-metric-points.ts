import type { CallArguments } from '#contract/define-call.ts'
import type { MetricPoints, metricPoints } from '#contract/metric-points.ts'
import { tracesInputSchema } from '#contract/traces.ts'
import type { Notice } from '#contract/words.ts'
import { chooseScope } from '#server/mesh/metrics/choose-scope.ts'
import { type RequestPoint, thinPoints } from '#server/mesh/metrics/thin-points.ts'
import { formatDurationSelector } from '#server/mesh/promql/metrics-queries.ts'
import { chooseServices } from '#server/mesh/traces/choose-services.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { chooseMetricsSteps } from '#server/usecases/stages/choose-metrics-steps.ts'
import { chooseTraced } from '#server/usecases/stages/choose-traced.ts'
import { findTraces, mostServices } from '#server/usecases/stages/find-traces.ts'
import { readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { openTraceTeller, type TraceTeller } from '#server/usecases/stages/tell-trace.ts'
import { wordFinding } from '#server/words.ts'

type Input = CallArguments<typeof metricPoints>

interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** Of each service; the store gives the newest. */
const mostTraces = 100

/**
 * Single requests that an object received or sent and that have a trace: of its spans those of the asked side, as the
 * viewer may see them, and the exemplars beside its durations. The cluster's objects are essential; the tracing store and
 * Prometheus may each fail or be missing, with a notice. Throws Problem not-found (what is asked for is not visible),
 * invalid (a moment to come), or what the cluster's adapter throws.
 */
export const readMetricPoints: UseCase<Input, MetricPoints> = async (input, context) => {
  const [teller, bounds] = await Promise.all([openTraceTeller(context), readBounds(context)])
  const { steps } = chooseMetricsSteps({ ...input, previous: false }, context.nowMs, bounds)
  const span = { fromMs: steps.startSeconds * 1_000, toMs: steps.endSeconds * 1_000 }
  const [spans, exemplars] = await Promise.all([
    orNotice(() => listSpans(input, span, teller, context), 'points-spans-missing', context),
    orNotice(() => listExemplars(input, span, teller, context), 'points-exemplars-missing', context),
  ])
  const { points, unshown } = thinPoints([...spans.points, ...exemplars.points], span)
  return {
    from: new Date(span.fromMs).toISOString(),
    asOf: new Date(span.toMs).toISOString(),
    points: points.map(({ atMs, ...point }) => ({ at: new Date(atMs).toISOString(), ...point })),
    unshown,
    notices: [...spans.notices, ...exemplars.notices],
  }
}

interface Part {
  readonly points: readonly RequestPoint[]
  readonly notices: readonly Notice[]
}

async function orNotice(
  list: () => Promise<readonly RequestPoint[]>,
  code: string,
  { signal }: UseCaseContext,
): Promise<Part> {
  try {
    return { points: await list(), notices: [] }
  } catch (error) {
    if (signal.aborted || !isProblem(error) || error.kind === 'not-found') throw error
    const notice = wordFinding('notice', code, { reason: tellFailure(error) })
    return { points: [], notices: [{ ...notice, severity: 'warning' }] }
  }
}

async function listSpans(
  input: Input,
  { fromMs, toMs }: Span,
  teller: TraceTeller,
  { adapters: { tracing }, signal }: UseCaseContext,
): Promise<readonly RequestPoint[]> {
  const { kind, namespace, name, direction } = input
  const field = kind === 'application' ? 'app' : kind
  const traced = chooseTraced(
    tracesInputSchema.parse(kind === 'namespace' ? { namespaces: namespace } : { namespace, [field]: name }),
    teller,
  )
  // Without a store there is nothing to tell, and its own page says so.
  if (!tracing) return []
  const { services } = chooseServices(traced.workloads, await tracing.listServices(signal))
  const question = { startMs: fromMs, endMs: toMs, limit: mostTraces }
  const found = await findTraces(tracing, services.slice(0, mostServices), question, signal)
  const sides = direction === 'in' ? ['server', 'gateway', 'waypoint'] : ['client']
  return found.traces.flatMap((one) =>
    (teller.tell(one)?.spans ?? [])
      .filter((told) => traced.isOf(told) && sides.includes(told.facts.side))
      .map(({ span, durationMs }) => ({
        atMs: span.startMs,
        durationMs,
        traceId: one.traceId,
        source: 'span' as const,
        failed: span.failed,
      })),
  )
}

async function listExemplars(
  input: Input,
  { fromMs, toMs }: Span,
  { cut, labels }: TraceTeller,
  { adapters: { prometheus }, config, signal }: UseCaseContext,
): Promise<readonly RequestPoint[]> {
  if (!prometheus) return []
  const scope = chooseScope(input, cut, labels)
  const found = await prometheus.listExemplars(formatDurationSelector(scope, readQueryScope(config)), {
    startSeconds: fromMs / 1_000,
    endSeconds: toMs / 1_000,
    signal,
  })
  return found.map(({ value, atMs, traceId }) => ({
    atMs,
    durationMs: value,
    traceId,
    source: 'exemplar' as const,
    failed: false,
  }))
}
