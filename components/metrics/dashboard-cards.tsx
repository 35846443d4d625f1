'use client'
import { useTranslations } from 'next-intl'
import {
  formatBytes,
  formatBytesRate,
  formatLatency,
  formatNumber,
  formatPercent,
} from '#components/mesh/format.ts'
import { useTimes } from '#components/metrics/chart-parts.tsx'
import { LineCard } from '#components/metrics/line-card.tsx'
import { nameLine } from '#components/metrics/name-line.ts'
import { lookOfLine } from '#components/ui/charts/line-look.ts'
import { LinkedChart, type LinkedLine } from '#components/ui/charts/linked-chart.tsx'
import type { Dashboard, DashboardChart, Dashboards } from '#contract/dashboards.ts'

const formats: Readonly<Record<DashboardChart['unit'], (value: number) => string>> = {
  number: formatNumber,
  perSecond: (value) => `${formatNumber(value)}/s`,
  bytes: formatBytes,
  bytesPerSecond: formatBytesRate,
  milliseconds: formatLatency,
  seconds: (value) => formatLatency(value * 1_000),
  percent: formatPercent,
}

interface CardsProps {
  readonly answer: Dashboards
  readonly link: string
  readonly onSelectRange: (fromMs: number, toMs: number) => void
}

/** The charts that ConfigMaps of the namespace add, dashboard by dashboard, with what is wrong in their texts. */
export function DashboardCards({ answer, ...chart }: CardsProps) {
  return answer.items.map((dashboard) => (
    <OneDashboard key={dashboard.source} dashboard={dashboard} answer={answer} {...chart} />
  ))
}

function OneDashboard({ dashboard, ...rest }: CardsProps & { readonly dashboard: Dashboard }) {
  const t = useTranslations('metrics.dashboards')
  const { title, source, charts, faults } = dashboard
  return (
    <section aria-label={title ?? source} className="space-y-2">
      <h2 className="flex flex-wrap items-baseline gap-x-2 pt-2 text-title font-semibold wrap-anywhere">
        {title ?? source}
        {title === undefined ? null : (
          <span className="text-small font-normal text-muted">{t('from', { source })}</span>
        )}
      </h2>
      {faults.length > 0 ? (
        <div className="rounded-panel border border-line bg-degraded-soft px-4 py-2">
          <p className="font-medium text-degraded">{t('faults', { count: faults.length, source })}</p>
          <ul className="list-disc pl-4">
            {faults.map(({ line, text }) => (
              <li key={`${line} ${text}`} className="wrap-anywhere">
                {line === undefined ? null : <span className="tabular">{t('line', { line })} </span>}
                {text}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <div className="grid gap-3 lg:grid-cols-2">
        {charts.map((chart) => (
          <ChartCard key={`${chart.title} ${chart.promql}`} chart={chart} {...rest} />
        ))}
      </div>
    </section>
  )
}

function ChartCard({ chart, answer, link, onSelectRange }: CardsProps & { readonly chart: DashboardChart }) {
  const t = useTranslations('metrics')
  const times = useTimes(answer)
  const { title, series, unit } = chart
  const lines = series.map(
    (one, index): LinkedLine => ({
      name: nameLine(one, Object.keys(one.labels), (key) => t(`line.${key}`)) || title,
      look: lookOfLine(index, false),
      values: one.values,
    }),
  )
  const formatValue = formats[unit]
  return (
    <LineCard
      title={title}
      chart={chart}
      lines={lines}
      times={times}
      formatValue={formatValue}
      nothing={t('dashboards.nothing')}
      draw={(label, shown) => (
        <LinkedChart
          label={label}
          lines={shown}
          link={link}
          {...times}
          formatValue={formatValue}
          onSelectRange={onSelectRange}
        />
      )}
    />
  )
}
