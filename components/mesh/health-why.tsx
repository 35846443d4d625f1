'use client'
import { useTranslations } from 'next-intl'
import { HealthMark, healthLooks } from '#components/mesh/health-mark.tsx'
import { Why } from '#components/mesh/reason-list.tsx'
import type { Finding, HealthStatus } from '#contract/words.ts'

/** The verdict of a row's item, which opens its reasons where it has some. */
export function HealthWhy({
  of,
  health: { status, reasons },
}: {
  readonly of: string
  readonly health: { readonly status: HealthStatus; readonly reasons: readonly Finding[] }
}) {
  const t = useTranslations('mesh.health')
  if (reasons.length === 0) return <HealthMark status={status} quiet />
  const { tone, icon: Icon } = healthLooks[status]
  return (
    <Why
      of={of}
      verdict={t(status)}
      reasons={reasons}
      tone={tone}
      icon={<Icon size={14} className="shrink-0" />}
    />
  )
}
