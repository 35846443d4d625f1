'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import { ChangeList, useChanges } from '#components/metrics/change-marks.tsx'
import { useTimes } from '#components/metrics/chart-parts.tsx'
import { DashboardCards } from '#components/metrics/dashboard-cards.tsx'
import { MetricCard } from '#components/metrics/metric-card.tsx'
import { MetricsToolbar } from '#components/metrics/metrics-toolbar.tsx'
import { buildInput, buildPointsInput, type MetricsOf } from '#components/metrics/url.ts'
import { useMetricsState } from '#components/metrics/use-metrics-state.ts'
import { type LiveCall, useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { nameZone, useZone } from '#components/shell/use-zone.ts'
import { useView } from '#components/shell/view.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { IdleIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { dashboards } from '#contract/dashboards.ts'
import type { Change } from '#contract/history.ts'
import { type MetricPoints, metricPoints } from '#contract/metric-points.ts'
import { type Metrics, metrics } from '#contract/metrics.ts'
import words from '#messages/areas/metrics.json'

/** How an object fared over time: a chart for each measure, all of one range, with one crosshair. */
export function MetricsView({ of }: { readonly of: MetricsOf }) {
  return (
    <AreaWords words={words}>
      <Screen of={of} />
    </AreaWords>
  )
}

function Screen({ of }: { readonly of: MetricsOf }) {
  const { view, ready } = useView()
  const { state, change, enter } = useMetricsState()
  const points = useLiveCall(metricPoints, buildPointsInput(of, state, view.rangeSeconds), {
    enabled: ready && state.points,
    ...(state.between ? { intervalMs: false } : {}),
  })
  const custom = useLiveCall(dashboards, buildPointsInput(of, state, view.rangeSeconds), {
    enabled: ready,
    ...(state.between ? { intervalMs: false } : {}),
  })
  const live = useLiveCall(metrics, buildInput(of, state, view.rangeSeconds), {
    enabled: ready,
    // What was, does not change.
    ...(state.between ? { intervalMs: false } : {}),
  })
  const enterRange = (fromMs: number, toMs: number) => enter({ between: { fromMs, toMs } })
  return (
    <div className="space-y-3">
      <MetricsToolbar of={of} state={state} change={change} rangeSeconds={view.rangeSeconds} />
      {live.problem ? (
        <div className="rounded-panel border border-line bg-surface">
          <ProblemView problem={live.problem} stale={live.data !== undefined} onRetry={live.askAgain} />
        </div>
      ) : null}
      {state.points && points.problem ? (
        <div className="rounded-panel border border-line bg-surface">
          <ProblemView problem={points.problem} part onRetry={points.askAgain} />
        </div>
      ) : null}
      <Charts
        live={live}
        of={of}
        points={state.points ? points.data : undefined}
        onSelectRange={enterRange}
      />
      {custom.data ? (
        <>
          <NoticeList notices={custom.data.notices} />
          <DashboardCards answer={custom.data} link={nameLink(of)} onSelectRange={enterRange} />
        </>
      ) : null}
    </div>
  )
}

/** Charts of one object move their crosshairs together. */
function nameLink({ kind, namespace, name }: MetricsOf): string {
  return `${kind} ${namespace} ${name}`
}

function Charts({
  live,
  of,
  points,
  onSelectRange,
}: {
  readonly live: LiveCall<Metrics>
  readonly of: MetricsOf
  readonly points: MetricPoints | undefined
  readonly onSelectRange: (fromMs: number, toMs: number) => void
}) {
  const t = useTranslations('metrics')
  const { state } = useMetricsState()
  const answer = live.data
  const changes = useChanges(of, state, answer)
  if (!answer)
    return live.problem ? null : (
      <div role="status" aria-label={t('loading')} className="grid gap-3 lg:grid-cols-2">
        {['a', 'b', 'c', 'd'].map((card) => (
          <Skeleton key={card} className="h-72" />
        ))}
      </div>
    )
  return (
    <div className="space-y-3" aria-busy={live.previous}>
      <NoticeList notices={[...answer.notices, ...(points?.notices ?? [])]} />
      <p className="text-small text-muted">
        <Span answer={answer} />
      </p>
      <Changes changes={changes} answer={answer} />
      {answer.charts.length === 0 ? (
        <div className="rounded-panel border border-line bg-surface">
          <EmptyState icon={<IdleIcon size={18} />} title={t('nothing.title')}>
            {t('nothing.detail', { direction: state.direction, reporter: state.reporter })}
          </EmptyState>
        </div>
      ) : null}
      <div className="grid gap-3 lg:grid-cols-2">
        {answer.charts.map((chart) => (
          <MetricCard
            key={chart.measure}
            chart={chart}
            answer={answer}
            groupBy={state.groupBy}
            link={nameLink(of)}
            onSelectRange={onSelectRange}
            points={chart.measure === 'duration' ? points : undefined}
            marks={changes.map(({ id, at }) => ({ id, atMs: Date.parse(at) }))}
          />
        ))}
      </div>
    </div>
  )
}

function Changes({ changes, answer }: { readonly changes: readonly Change[]; readonly answer: Metrics }) {
  return <ChangeList changes={changes} times={useTimes(answer)} />
}

/** Which time the charts are of, and what each value is. */
function Span({ answer }: { readonly answer: Metrics }) {
  const t = useTranslations('metrics')
  const format = useFormatter()
  const [zone] = useZone()
  const moment = (text: string) =>
    format.dateTime(new Date(text), { dateStyle: 'medium', timeStyle: 'medium', timeZone: nameZone(zone) })
  return t('span', {
    from: moment(answer.from),
    to: moment(answer.asOf),
    rate: formatWindow(answer.rateSeconds),
    step: formatWindow(answer.stepSeconds),
  })
}
