'use client'
import { useTranslations } from 'next-intl'
import { Why } from '#components/mesh/reason-list.tsx'
import { ValidityMark, validityLooks } from '#components/mesh/validity-mark.tsx'
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
  if (reasons.length === 0) return <ValidityMark validity={validity} quiet />
  const { tone, icon: Icon } = validityLooks[validity]
  return (
    <Why
      of={of}
      verdict={t(validity)}
      reasons={reasons}
      tone={tone}
      icon={<Icon size={14} className="shrink-0" />}
    />
  )
}
