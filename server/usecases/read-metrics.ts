import type { Measure, MetricChart, Metrics, MetricsInput } from '#contract/metrics.ts'
import type { Notice } from '#contract/words.ts'
import type { Series } from '#server/mesh/graph/build-history.ts'
import { type BuiltChart, buildChart, dropEndings, pickFailures } from '#server/mesh/metrics/build-charts.ts'
import { chooseScope } from '#server/mesh/metrics/choose-scope.ts'
import { completeGroupLabels } from '#server/mesh/metrics/group-labels.ts'
import { buildMetricsQueries, type MetricsFact } from '#server/mesh/promql/metrics-queries.ts'
import type { UseCase } from '#server/usecases/context.ts'
import {
  askPrometheusRange,
  type Failed,
  isFailed,
  tellFailure,
} from '#server/usecases/stages/ask-prometheus.ts'
import { type ChosenSteps, chooseMetricsSteps } from '#server/usecases/stages/choose-metrics-steps.ts'
import { buildVisibility, chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { presentChart } from '#server/usecases/stages/present-metrics.ts'
import { readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

/**
 * What an object received or sent over time, a chart for each measure. The cluster's objects are essential, for they say
 * what the viewer may see, and so is Prometheus; of its queries each may fail alone, with a notice.
 *
 * Throws Problem not-found (the namespace is not visible), invalid (a moment to come, or before what is kept), or what
 * the adapters throw.
 */
export const readMetrics: UseCase<MetricsInput, Metrics> = async (input, context) => {
  const { adapters, config, nowMs } = context
  const [view, bounds] = await Promise.all([readView(context), readBounds(context)])
  const { cut, labels, access } = view
  chooseNamespaces([input.namespace], view)
  const times = chooseMetricsSteps(input, nowMs, bounds)
  const groupBy = completeGroupLabels(input.groupBy)
  const question = {
    scope: chooseScope(input, cut, labels),
    reporter: input.reporter,
    groupBy,
    quantiles: input.quantiles,
    facts: listFacts(input.measures),
    byCode: input.measures.includes('errors'),
    everywhere: readQueryScope(config),
  }
  const queries = buildMetricsQueries(question, times.rateSeconds)
  const ask = (steps: ChosenSteps['steps'] | undefined) =>
    steps && askPrometheusRange<MetricsFact>(queries, steps, context, bounds)
  const [now, before] = await Promise.all([ask(times.steps), ask(times.before)])
  const failed = [...(now ?? [])].flatMap(([fact, answer]) => (isFailed(answer) ? [{ fact, ...answer }] : []))
  const [first] = failed
  if (first && failed.length === queries.size) throw first.failure

  const isVisible = buildVisibility(access, config.VARDIA_NAMESPACE_EXCLUDES)
  const charts = input.measures.flatMap((measure): { chart: MetricChart; built: BuiltChart }[] => {
    const fact = factOf(measure)
    const series = readSeries(now, fact)
    if (!series) return []
    const built = buildChart(
      pickMeasure(measure, series, groupBy),
      mapDefined(readSeries(before, fact), (earlier) => pickMeasure(measure, earlier, groupBy)),
      { steps: times.steps, isVisible, additive: !isSpread(measure) },
    )
    const measured = built.lines.length > 0 || (measure === 'errors' && series.length > 0)
    const shown = { measure, promql: showQuery(measure, question, times.rateSeconds), times, config }
    return measured ? [{ chart: presentChart(built, shown), built }] : []
  })
  return {
    from: new Date(times.steps.startSeconds * 1_000).toISOString(),
    asOf: new Date(times.steps.endSeconds * 1_000).toISOString(),
    stepSeconds: times.steps.stepSeconds,
    steps: times.steps.steps,
    rateSeconds: times.rateSeconds,
    charts: charts.map(({ chart }) => chart),
    notices: [
      ...tellCluster(adapters.kubernetes.status(), nowMs),
      ...times.notices,
      ...failed.map(tellMissing),
      ...tellOmitted(charts.reduce((sum, { built }) => sum + built.omitted, 0)),
    ],
  }
}

type Answers = ReadonlyMap<MetricsFact, readonly Series[] | Failed> | undefined
type Question = Parameters<typeof buildMetricsQueries>[0]

function readSeries(answers: Answers, fact: MetricsFact): readonly Series[] | undefined {
  const answer = answers?.get(fact)
  return answer && !isFailed(answer) ? answer : undefined
}

/** Requests and errors are out of one query. */
function factOf(measure: Measure): MetricsFact {
  return measure === 'errors' ? 'requests' : measure
}

function listFacts(measures: readonly Measure[]): readonly MetricsFact[] {
  return [...new Set(measures.map(factOf))]
}

function pickMeasure(
  measure: Measure,
  series: readonly Series[],
  groupBy: readonly string[],
): readonly Series[] {
  if (measure === 'errors') return pickFailures(series, groupBy)
  return measure === 'requests' ? dropEndings(series, groupBy) : series
}

function isSpread(measure: Measure): boolean {
  return measure === 'duration' || measure === 'requestSize' || measure === 'responseSize'
}

function showQuery(measure: Measure, question: Question, rateSeconds: number): string {
  const fact = factOf(measure)
  const asked = { ...question, facts: [fact], byCode: measure === 'errors' }
  return buildMetricsQueries(asked, rateSeconds).get(fact) ?? ''
}

function tellMissing({ fact, failure }: Failed & { readonly fact: MetricsFact }): Notice {
  const params = { fact, reason: tellFailure(failure) }
  return {
    ...wordFinding('notice', 'metrics-missing', params),
    severity: fact === 'requests' ? 'error' : 'warning',
    adapter: 'prometheus',
  }
}

function tellOmitted(count: number): readonly Notice[] {
  if (count === 0) return []
  return [{ ...wordFinding('notice', 'metrics-omitted', { count }), severity: 'info' }]
}

function mapDefined<From, To>(value: From | undefined, map: (value: From) => To): To | undefined {
  return value === undefined ? undefined : map(value)
}
