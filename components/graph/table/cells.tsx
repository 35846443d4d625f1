'use client'
import { useTranslations } from 'next-intl'
import { BadgeMark } from '#components/graph/panels/badge-mark.tsx'
import type { BadgeId } from '#components/graph/picture/types.ts'
import { formatPercent } from '#components/mesh/format.ts'
import { Tooltip } from '#components/ui/tooltip.tsx'

export const protocolWords = { http: 'HTTP', grpc: 'gRPC', tcp: 'TCP' } as const

/** Not measured: there is no such traffic. */
export function None() {
  const t = useTranslations('graph.table')
  return (
    <span className="text-muted">
      <span aria-hidden>–</span>
      <span className="sr-only">{t('nothing')}</span>
    </span>
  )
}

/** A number that may not have been measured. */
export function Measure({
  value,
  format,
}: {
  readonly value: number | undefined
  readonly format: (value: number) => string
}) {
  return value === undefined ? <None /> : format(value)
}

export function Errors({ percent }: { readonly percent: number | undefined }) {
  if (percent === undefined) return <None />
  return <span className={percent > 0 ? 'font-medium text-failing' : ''}>{formatPercent(percent)}</span>
}

/** Words one after the other; in full where the column is too narrow for them. */
export function Words({ all }: { readonly all: readonly string[] }) {
  return all.length === 0 ? <None /> : <span title={all.join('\n')}>{all.join(', ')}</span>
}

/** The canvas's drawings, each with its word. */
export function Marks({ badges }: { readonly badges: readonly BadgeId[] }) {
  const t = useTranslations('graph.badge')
  if (badges.length === 0) return <None />
  return (
    <span className="flex gap-0.5">
      {badges.map((badge) => (
        <Tooltip key={badge} text={t(badge)} named>
          <span>
            <BadgeMark badge={badge} />
            <span className="sr-only">{t(badge)} </span>
          </span>
        </Tooltip>
      ))}
    </span>
  )
}
