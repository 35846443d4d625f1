'use client'
import { useTranslations } from 'next-intl'
import { StateWhy } from '#components/mesh/state-why.tsx'
import { validityLooks } from '#components/mesh/validity-mark.tsx'
import type { ConfigValidity } from '#contract/config.ts'
import type { Finding } from '#contract/words.ts'

/** Whether the configuration of a row's item is valid; opens what is wrong where something is. */
export function ValidityWhy({
  of,
  validity,
  reasons,
}: {
  readonly of: string
  readonly validity: ConfigValidity
  readonly reasons: readonly Finding[]
}) {
  const t = useTranslations('mesh.validity')
  return <StateWhy of={of} look={validityLooks[validity]} word={t(validity)} reasons={reasons} />
}
