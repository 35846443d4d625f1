'use client'
import { useTranslations } from 'next-intl'
import { healthLooks } from '#components/mesh/health-mark.tsx'
import { StateWhy } from '#components/mesh/state-why.tsx'
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
  return <StateWhy of={of} look={healthLooks[status]} word={t(status)} reasons={reasons} />
}
