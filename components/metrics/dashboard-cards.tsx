'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import {
  formatBytes,
  formatBytesRate,
  formatLatency,
  formatNumber,
  formatPercent,
} from '#components/mesh/format.ts'
import { Legend, useTimes } from '#components/metrics/chart-parts.tsx'
import { nameLine } from '#components/metrics/name-line.ts'
import { QueryButton } from '#components/metrics/query-button.tsx'
import { ValueTable } from '#components/metrics/value-table.tsx'
import { IconButton } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { lookOfLine } from '#components/ui/charts/line-look.ts'
import { LinkedChart, type LinkedLine } from '#components/ui/charts/linked-chart.tsx'
import { TableIcon } from '#components/ui/icons.tsx'
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
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const [asTable, setAsTable] = useState(false)
  const times = useTimes(answer)
  const { title, series, unit, unshown } = chart
  const lines = series.map(
    (one, index): LinkedLine => ({
      name: nameLine(one, Object.keys(one.labels), (key) => t(`line.${key}`)) || title,
      look: lookOfLine(index, false),
      values: one.values,
    }),
  )
  const toggle = (name: string) =>
    setHidden(
      hidden.has(name) ? new Set([...hidden].filter((one) => one !== name)) : new Set([...hidden, name]),
    )
  const shown = lines.filter(({ name }) => !hidden.has(name))
  const formatValue = formats[unit]
  return (
    <Card
      title={title}
      aside={
        <>
          <IconButton
            aria-label={t('table.button', { title })}
            aria-pressed={asTable}
            icon={<TableIcon size={16} />}
            onClick={() => setAsTable(!asTable)}
          />
          <QueryButton chart={chart} title={title} />
        </>
      }
    >
      <div className="space-y-2 px-3 py-2">
        {lines.length === 0 ? (
          <p className="flex h-44 items-center justify-center text-muted">{t('dashboards.nothing')}</p>
        ) : asTable ? (
          <ValueTable title={title} lines={shown} {...times} formatValue={formatValue} />
        ) : (
          <LinkedChart
            label={t('sentence', { title, count: lines.length })}
            lines={shown}
            link={link}
            {...times}
            formatValue={formatValue}
            onSelectRange={onSelectRange}
          />
        )}
        <Legend lines={lines} hidden={hidden} onToggle={toggle} formatValue={formatValue} />
        {unshown > 0 ? <p className="text-small text-muted">{t('unshown', { count: unshown })}</p> : null}
      </div>
    </Card>
  )
}
