'use client'
import { useTranslations } from 'next-intl'
import type { Tone } from '#components/ui/badge.tsx'
import { DegradedIcon, FailingIcon, HealthyIcon, UnknownIcon } from '#components/ui/icons.tsx'
import { StateMark } from '#components/ui/state-mark.tsx'
import type { ConfigValidity } from '#contract/config.ts'

/** One shape and one tone for each verdict. */
export const validityLooks = {
  invalid: { tone: 'failing', icon: FailingIcon },
  warning: { tone: 'degraded', icon: DegradedIcon },
  unknown: { tone: 'unknown', icon: UnknownIcon },
  valid: { tone: 'healthy', icon: HealthyIcon },
} as const satisfies Record<ConfigValidity, { tone: Tone; icon: typeof FailingIcon }>

/** The worst first. */
export const validityOrder = Object.keys(validityLooks) as readonly ConfigValidity[] // The keys are typed by `satisfies`.

/** Whether an object of configuration is valid, as shape, word and colour; `quiet` for dense rows. */
export function ValidityMark({
  validity,
  quiet = false,
}: {
  readonly validity: ConfigValidity
  readonly quiet?: boolean
}) {
  const t = useTranslations('mesh.validity')
  const { tone, icon: Icon } = validityLooks[validity]
  return (
    <StateMark tone={tone} icon={<Icon size={14} className="shrink-0" />} quiet={quiet}>
      {t(validity)}
    </StateMark>
  )
}
