'use client'
import { useTranslations } from 'next-intl'
import {
  formatBytes,
  formatBytesRate,
  formatLatency,
  formatNumber,
  formatRate,
} from '#components/mesh/format.ts'
import { useTimes } from '#components/metrics/chart-parts.tsx'
import { LineCard } from '#components/metrics/line-card.tsx'
import { nameLine } from '#components/metrics/name-line.ts'
import { PointList } from '#components/metrics/point-list.tsx'
import { PointedChart } from '#components/metrics/pointed-chart.tsx'
import { lookOfLine } from '#components/ui/charts/line-look.ts'
import type { LinkedLine, LinkedMark } from '#components/ui/charts/linked-chart.tsx'
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
  /** What was changed in this time. */
  readonly marks: readonly LinkedMark[]
}

/** One measure: its lines, a legend that shows and hides them, its query, and the same as a table. */
export function MetricCard(props: MetricCardProps) {
  const { chart, answer, groupBy, link, onSelectRange, points, marks } = props
  const t = useTranslations('metrics')
  const title = t(`measure.${chart.measure}`)
  const lines = chart.series.map(
    (series, index): LinkedLine => ({
      name: nameLine(series, groupBy, (key) => t(`line.${key}`)) || title,
      look: lookOfLine(index, chart.measure === 'errors'),
      values: series.values,
      previous: series.previous,
    }),
  )
  const times = useTimes(answer)
  const formatValue = formats[chart.unit]
  return (
    <LineCard
      title={title}
      chart={chart}
      lines={lines}
      times={times}
      formatValue={formatValue}
      nothing={t('noErrors')}
      draw={(label, shown) => (
        <PointedChart
          label={label}
          lines={shown}
          link={link}
          {...times}
          formatValue={formatValue}
          onSelectRange={onSelectRange}
          answer={points}
          marks={marks}
        />
      )}
    >
      {points ? <PointList answer={points} formatWhole={times.formatWhole} /> : null}
    </LineCard>
  )
}
