'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import {
  formatBytes,
  formatBytesRate,
  formatLatency,
  formatNumber,
  formatRate,
} from '#components/mesh/format.ts'
import { Legend, useTimes } from '#components/metrics/chart-parts.tsx'
import { nameLine } from '#components/metrics/name-line.ts'
import { PointList } from '#components/metrics/point-list.tsx'
import { PointedChart } from '#components/metrics/pointed-chart.tsx'
import { QueryButton } from '#components/metrics/query-button.tsx'
import { ValueTable } from '#components/metrics/value-table.tsx'
import { IconButton } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { lookOfLine } from '#components/ui/charts/line-look.ts'
import type { LinkedLine } from '#components/ui/charts/linked-chart.tsx'
import { TableIcon } from '#components/ui/icons.tsx'
import type { MetricPoints } from '#contract/metric-points.ts'
import type { MetricChart, Metrics } from '#contract/metrics.ts'

const formats: Readonly<Record<MetricChart['unit'], (value: number) => string>> = {
  requestsPerSecond: formatRate,
  milliseconds: formatLatency,
  bytes: formatBytes,
  bytesPerSecond: formatBytesRate,
  connectionsPerSecond: (value) => `${formatNumber(value)}/s`,
  messagesPerSecond: (value) => `${formatNumber(value)}/s`,
}

interface MetricCardProps {
  readonly chart: MetricChart
  readonly answer: Metrics
  readonly groupBy: readonly string[]
  readonly link: string
  readonly onSelectRange: (fromMs: number, toMs: number) => void
  /** Single requests, for the durations. */
  readonly points?: MetricPoints | undefined
}

/** One measure: its lines, a legend that shows and hides them, its query, and the same as a table. */
export function MetricCard({ chart, answer, groupBy, link, onSelectRange, points }: MetricCardProps) {
  const t = useTranslations('metrics')
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const [asTable, setAsTable] = useState(false)
  const title = t(`measure.${chart.measure}`)
  const lines = chart.series.map(
    (series, index): LinkedLine => ({
      name: nameLine(series, groupBy, (key) => t(`line.${key}`)) || title,
      look: lookOfLine(index, chart.measure === 'errors'),
      values: series.values,
      previous: series.previous,
    }),
  )
  const toggle = (name: string) =>
    setHidden(
      hidden.has(name) ? new Set([...hidden].filter((one) => one !== name)) : new Set([...hidden, name]),
    )
  const shown = lines.filter(({ name }) => !hidden.has(name))
  const times = useTimes(answer)
  const formatValue = formats[chart.unit]
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
          <p className="flex h-44 items-center justify-center text-muted">{t('noErrors')}</p>
        ) : asTable ? (
          <ValueTable title={title} lines={shown} {...times} formatValue={formatValue} />
        ) : (
          <PointedChart
            label={t('sentence', { title, count: lines.length })}
            lines={shown}
            link={link}
            {...times}
            formatValue={formatValue}
            onSelectRange={onSelectRange}
            answer={points}
          />
        )}
        {points ? <PointList answer={points} formatWhole={times.formatWhole} /> : null}
        <Legend lines={lines} hidden={hidden} onToggle={toggle} formatValue={formatValue} />
        {chart.unshown > 0 ? (
          <p className="text-small text-muted">{t('unshown', { count: chart.unshown })}</p>
        ) : null}
      </div>
    </Card>
  )
}
