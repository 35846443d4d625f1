'use client'
import { useFormatter, useTranslations } from 'next-intl'
import {
  buildCharts,
  type ChartSeriesId,
  type HistoryChart,
  sumUp,
} from '#components/graph/panels/build-charts.ts'
import type { HistoryOf } from '#components/graph/panels/history-section.tsx'
import type { PanelProps } from '#components/graph/panels/side-panel.tsx'
import { buildInput, type GraphState } from '#components/graph/url.ts'
import {
  formatBytesRate,
  formatLatency,
  formatNumber,
  formatRate,
  formatWindow,
} from '#components/mesh/format.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { TimeChart, type TimeSeries } from '#components/ui/charts/time-chart.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { CallInput } from '#contract/define-call.ts'
import { type GraphHistory, graphHistory } from '#contract/graph-history.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/** The charts themselves; this file brings the package that draws them, so it is loaded on first use. */
export function HistoryCharts({ of, graph, state }: PanelProps & { readonly of: HistoryOf }) {
  const t = useTranslations('graph.chart')
  const { view, ready } = useView()
  const live = useLiveCall(graphHistory, askHistory(of, graph, state, view.rangeSeconds), { enabled: ready })
  const answer = live.previous ? undefined : live.data
  if (!answer)
    return live.problem ? (
      <ProblemView problem={live.problem} part onRetry={live.askAgain} />
    ) : (
      <Skeleton className="h-36" />
    )
  const charts = buildCharts(answer, of.kind === 'node' ? state.direction : 'total')
  const window = formatWindow(answer.stepSeconds * Math.max(1, answer.steps - 1))
  return (
    <>
      {live.problem ? <ProblemView problem={live.problem} stale onRetry={live.askAgain} /> : null}
      <NoticeList notices={answer.notices} />
      {charts.length === 0 ? <p className="text-muted">{t('noHistory', { window })}</p> : null}
      {charts.map((chart) => (
        <Chart
          key={`${chart.kind} ${chart.protocol} ${chart.direction}`}
          chart={chart}
          answer={answer}
          window={window}
        />
      ))}
    </>
  )
}

const protocolWords = { http: 'HTTP', grpc: 'gRPC', tcp: 'TCP' } as const

const formats: Readonly<Record<HistoryChart['kind'], (value: number) => string>> = {
  requests: formatRate,
  latency: formatLatency,
  bytes: formatBytesRate,
  messages: (value) => `${formatNumber(value)}/s`,
}

const tones: Readonly<Record<ChartSeriesId, TimeSeries['tone']>> = {
  requests: 'main',
  errors: 'failing',
  avg: 'mean',
  p50: 'low',
  p95: 'main',
  p99: 'high',
  sent: 'main',
  returned: 'high',
  messagesSent: 'main',
  messagesReceived: 'high',
}

function Chart({
  chart,
  answer,
  window,
}: {
  readonly chart: HistoryChart
  readonly answer: GraphHistory
  readonly window: string
}) {
  const t = useTranslations('graph.chart')
  const format = useFormatter()
  const formatValue = formats[chart.kind]
  const protocol = protocolWords[chart.protocol]
  const title = t(`of.${chart.kind}`, { protocol, direction: chart.direction ?? 'none' })
  const parts = chart.series.map(({ id, values }) => {
    const { now, most } = sumUp(values)
    return t('part', {
      name: t(`series.${id}`),
      now: now === undefined ? t('unmeasured') : formatValue(now),
      most: formatValue(most),
    })
  })
  const days = answer.stepSeconds * answer.steps > 86_400
  return (
    <figure className="space-y-1">
      <figcaption className="text-small font-medium">{title}</figcaption>
      <TimeChart
        label={`${t('sentence', { title, window })} ${parts.join('; ')}.`}
        series={chart.series.map(({ id, values }) => ({ name: t(`series.${id}`), tone: tones[id], values }))}
        stepSeconds={answer.stepSeconds}
        endMs={Date.parse(answer.asOf)}
        formatValue={formatValue}
        formatMoment={(ms) =>
          format.dateTime(ms, days ? { month: 'short', day: 'numeric' } : { timeStyle: 'short' })
        }
        legend
      />
      <p className="text-small text-muted">
        {t('sentence', { title, window })} {parts.join('; ')}.
      </p>
    </figure>
  )
}

/** At least this much is told; of wide rates more, for every value of them is nearly the same. */
const leastWindowSeconds = 1_800
const windowOfRates = 6
const mostWindowSeconds = 2_592_000

/** The history's question: the graph's own, about one part of it. Only the namespaces of that part matter. */
function askHistory(
  of: HistoryOf,
  graph: TrafficGraph,
  state: GraphState,
  rangeSeconds: number,
): CallInput<typeof graphHistory> {
  const ends = of.kind === 'node' ? [of.node.id] : [of.edge.source, of.edge.target]
  const places = graph.nodes.filter(({ id }) => ends.includes(id)).map(({ namespace }) => namespace)
  const known = [...new Set(places)].filter((namespace) => namespace !== 'unknown')
  const { namespaces, view, at, serviceNodes, operations, ambient } = buildInput(
    state,
    known.length > 0 ? known : [...new Set(graph.nodes.map(({ namespace }) => namespace))].slice(0, 1),
    rangeSeconds,
  )
  return {
    namespaces,
    view,
    rangeSeconds,
    serviceNodes,
    operations,
    ambient,
    ...(at === undefined ? {} : { at }),
    windowSeconds: Math.min(mostWindowSeconds, Math.max(leastWindowSeconds, windowOfRates * rangeSeconds)),
    ...(of.kind === 'node' ? { node: of.node.id } : { edge: of.edge.id }),
  }
}
