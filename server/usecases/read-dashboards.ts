import type { Dashboard, Dashboards, dashboards } from '#contract/dashboards.ts'
import type { CallArguments } from '#contract/define-call.ts'
import type { Notice } from '#contract/words.ts'
import type { DashboardText } from '#server/adapters/kubernetes/types.ts'
import { buildChart } from '#server/mesh/metrics/build-charts.ts'
import { listSubjectPods } from '#server/mesh/metrics/list-subject-pods.ts'
import {
  type CustomChart,
  type CustomDashboard,
  parseDashboard,
} from '#server/mesh/metrics/parse-dashboard.ts'
import { buildDashboardQuery } from '#server/mesh/promql/dashboard-queries.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { askPrometheusRange, isFailed, tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { type ChosenSteps, chooseMetricsSteps } from '#server/usecases/stages/choose-metrics-steps.ts'
import { buildVisibility, chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { presentLine, presentLinks } from '#server/usecases/stages/present-metrics.ts'
import { readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { wordFinding } from '#server/words.ts'

type Input = CallArguments<typeof dashboards>

/** Of all dashboards together: each is a question to Prometheus. */
const mostCharts = 24

interface Placed {
  readonly text: DashboardText
  readonly told: ReturnType<typeof parseDashboard>
}

/**
 * Custom charts of an object, as ConfigMaps of its namespace describe them. They are read as the viewer: who may not read
 * ConfigMaps is told so. The cluster's objects are essential; of the charts each may fail alone, with a notice. Throws
 * Problem not-found (the namespace is not visible), invalid (a moment to come), or what the cluster's adapter throws.
 */
export const readDashboards: UseCase<Input, Dashboards> = async (input, context) => {
  const { config, nowMs } = context
  const [view, bounds] = await Promise.all([readView(context), readBounds(context)])
  const { cut, labels, access } = view
  chooseNamespaces([input.namespace], view)
  const times = chooseMetricsSteps({ ...input, previous: false }, nowMs, bounds)
  const { texts, notices } = await listTexts(input.namespace, context)
  const placed = texts
    .map((text): Placed => ({ text, told: parseDashboard(text.document) }))
    .filter(({ text, told }) => text.fault || !told.dashboard || told.dashboard.kinds.includes(input.kind))
  const scope = { namespace: input.namespace, pods: listSubjectPods(input, cut, labels) }
  const everywhere = readQueryScope(config)
  const { rateSeconds } = times
  const all = placed.flatMap(({ told: { dashboard } }, of) =>
    (dashboard?.charts ?? []).map((chart, at) => ({
      key: `${of} ${at}`,
      chart,
      promql: buildDashboardQuery(chart, {
        names: dashboard?.scope ?? noScope,
        scope,
        rateSeconds,
        everywhere,
      }),
    })),
  )
  const hasPods = scope.pods === undefined || scope.pods.length > 0
  const asked = hasPods ? all.slice(0, mostCharts) : []
  const queries = new Map(asked.map(({ key, promql }) => [key, promql]))
  const answers = await askPrometheusRange(queries, times.steps, context, bounds)
  const isVisible = buildVisibility(access, config.VARDIA_NAMESPACE_EXCLUDES)
  const failures: Notice[] = []
  const charts = new Map(
    asked.flatMap(({ key, chart, promql }) => {
      const answer = answers.get(key)
      if (!answer || isFailed(answer)) {
        if (answer) failures.push(tellMissing(chart, tellFailure(answer.failure)))
        return []
      }
      const additive = chart.type !== 'histogram'
      const built = buildChart(answer, undefined, { steps: times.steps, isVisible, additive })
      return [[key, presentCustom(chart, built, { promql, times, config })] as const]
    }),
  )
  return {
    from: new Date(times.steps.startSeconds * 1_000).toISOString(),
    asOf: new Date(times.steps.endSeconds * 1_000).toISOString(),
    stepSeconds: times.steps.stepSeconds,
    steps: times.steps.steps,
    items: placed.map((one, of) => presentDashboard(one, of, charts)),
    notices: [...notices, ...(hasPods || all.length === 0 ? [] : [tellNoPods()]), ...failures],
  }
}

const noScope: CustomDashboard['scope'] = { namespace: 'namespace', pod: 'pod' }

async function listTexts(
  namespace: string,
  { adapters, session, signal }: UseCaseContext,
): Promise<{ readonly texts: readonly DashboardText[]; readonly notices: readonly Notice[] }> {
  try {
    return {
      texts: await adapters.kubernetes.listDashboards(session.viewer, namespace, signal),
      notices: [],
    }
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    const notice = wordFinding('notice', 'dashboards-missing', { reason: tellFailure(error) })
    return { texts: [], notices: [{ ...notice, severity: 'info', adapter: 'kubernetes' }] }
  }
}

function presentDashboard(
  { text, told }: Placed,
  of: number,
  charts: ReadonlyMap<string, Dashboard['charts'][number]>,
): Dashboard {
  const { source, fault, lineOf } = text
  const title = told.dashboard?.title
  const withLine = (line: number | undefined) => (line === undefined ? {} : { line })
  return {
    source,
    ...(title !== undefined && { title }),
    charts: (told.dashboard?.charts ?? []).flatMap((_, at) => charts.get(`${of} ${at}`) ?? []),
    faults: fault
      ? [
          {
            ...wordFinding('finding', 'dashboard-unreadable', { reason: fault.message }),
            ...withLine(fault.line),
          },
        ]
      : told.faults.map(({ code, params, path }) => ({
          ...wordFinding('finding', code, params),
          ...withLine(lineOf(path)),
        })),
  }
}

function presentCustom(
  { title, unit }: CustomChart,
  { lines, unshown }: ReturnType<typeof buildChart>,
  shown: {
    readonly promql: string
    readonly times: ChosenSteps
    readonly config: UseCaseContext['config']
  },
): Dashboard['charts'][number] {
  const { promql } = shown
  return { title, unit, series: lines.map(presentLine), unshown, promql, ...presentLinks(shown) }
}

function tellNoPods(): Notice {
  return { ...wordFinding('notice', 'dashboards-no-pods', {}), severity: 'info' }
}

function tellMissing({ title }: CustomChart, reason: string): Notice {
  const notice = wordFinding('notice', 'dashboard-chart-missing', { title, reason })
  return { ...notice, severity: 'warning', adapter: 'prometheus' }
}
