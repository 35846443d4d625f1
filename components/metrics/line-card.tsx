'use client'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Legend, type useTimes } from '#components/metrics/chart-parts.tsx'
import { QueryButton } from '#components/metrics/query-button.tsx'
import { ValueTable } from '#components/metrics/value-table.tsx'
import { IconButton } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import type { LinkedLine } from '#components/ui/charts/linked-chart.tsx'
import { TableIcon } from '#components/ui/icons.tsx'
import type { MetricChart } from '#contract/metrics.ts'

interface LineCardProps {
  readonly title: string
  readonly chart: Pick<MetricChart, 'promql' | 'prometheusHref' | 'grafanaHref' | 'persesHref' | 'unshown'>
  readonly lines: readonly LinkedLine[]
  readonly times: ReturnType<typeof useTimes>
  readonly formatValue: (value: number) => string
  /** Said where there is no line. */
  readonly nothing: string
  /** Draws the lines that are shown; `label` says in words what they say. */
  readonly draw: (label: string, shown: readonly LinkedLine[]) => ReactNode
  /** Between the lines and their legend. */
  readonly children?: ReactNode
}

/** Lines over time: a legend that shows and hides them, their query, and the same as a table. */
export function LineCard({
  title,
  chart,
  lines,
  times,
  formatValue,
  nothing,
  draw,
  children,
}: LineCardProps) {
  const t = useTranslations('metrics')
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const [asTable, setAsTable] = useState(false)
  const toggle = (name: string) =>
    setHidden(
      hidden.has(name) ? new Set([...hidden].filter((one) => one !== name)) : new Set([...hidden, name]),
    )
  const shown = lines.filter(({ name }) => !hidden.has(name))
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
          <p className="flex h-44 items-center justify-center text-muted">{nothing}</p>
        ) : asTable ? (
          <ValueTable title={title} lines={shown} {...times} formatValue={formatValue} />
        ) : (
          draw(t('sentence', { title, count: lines.length }), shown)
        )}
        {children}
        <Legend lines={lines} hidden={hidden} onToggle={toggle} formatValue={formatValue} />
        {chart.unshown > 0 ? (
          <p className="text-small text-muted">{t('unshown', { count: chart.unshown })}</p>
        ) : null}
      </div>
    </Card>
  )
}
