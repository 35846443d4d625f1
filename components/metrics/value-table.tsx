'use client'
import { useTranslations } from 'next-intl'
import type { LinkedLine } from '#components/ui/charts/linked-chart.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'

/** The chart as a table, newest first: for who cannot see lines, or wants the very number. */
export function ValueTable({
  title,
  lines,
  startMs,
  stepSeconds,
  formatWhole,
  formatValue,
}: {
  readonly title: string
  readonly lines: readonly LinkedLine[]
  readonly startMs: number
  readonly stepSeconds: number
  readonly formatWhole: (ms: number) => string
  readonly formatValue: (value: number) => string
}) {
  const t = useTranslations('metrics.table')
  const steps = Math.max(0, ...lines.map(({ values }) => values.length))
  const rows = Array.from({ length: steps }, (_, index) => steps - 1 - index)
  return (
    <ScrollRegion label={t('label', { title })} className="max-h-80">
      <Table label={title}>
        <thead>
          <tr>
            <Th>{t('moment')}</Th>
            {lines.map(({ name }) => (
              <Th key={name} align="right">
                {name}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <Td className="whitespace-nowrap">{formatWhole(startMs + row * stepSeconds * 1_000)}</Td>
              {lines.map(({ name, values }) => {
                const value = values[row]
                return (
                  <Td key={name} align="right">
                    {value === null || value === undefined ? '–' : formatValue(value)}
                  </Td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </Table>
    </ScrollRegion>
  )
}
