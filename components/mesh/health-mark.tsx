'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { type Tone, toneText } from '#components/ui/badge.tsx'
import { cx } from '#components/ui/cx.ts'
import {
  DegradedIcon,
  FailingIcon,
  HealthyIcon,
  IdleIcon,
  NotReadyIcon,
  UnknownIcon,
} from '#components/ui/icons.tsx'
import { StateMark } from '#components/ui/state-mark.tsx'
import type { HealthStatus } from '#contract/words.ts'

/** One shape and one tone for each state; the word comes from the catalogue. Shapes differ without colour. */
export const healthLooks = {
  failing: { tone: 'failing', icon: FailingIcon },
  degraded: { tone: 'degraded', icon: DegradedIcon },
  notReady: { tone: 'not-ready', icon: NotReadyIcon },
  unknown: { tone: 'unknown', icon: UnknownIcon },
  idle: { tone: 'idle', icon: IdleIcon },
  healthy: { tone: 'healthy', icon: HealthyIcon },
} as const satisfies Record<HealthStatus, { tone: Tone; icon: typeof FailingIcon }>

/** The one scale, worst first. */
export const healthOrder = Object.keys(healthLooks) as readonly HealthStatus[] // The keys are typed by `satisfies`.

/** State as shape, word and colour. `quiet` drops the tinted ground, for dense rows. */
export function HealthMark({
  status,
  quiet = false,
}: {
  readonly status: HealthStatus
  readonly quiet?: boolean
}) {
  const t = useTranslations('mesh.health')
  const { tone, icon: Icon } = healthLooks[status]
  return (
    <StateMark tone={tone} icon={<Icon size={14} className="shrink-0" />} quiet={quiet}>
      {t(status)}
    </StateMark>
  )
}

/** How many of each state, worst first; what is none is left out. Each number carries its shape and its word. */
export function HealthCounts({
  counts,
}: {
  readonly counts: Readonly<Partial<Record<HealthStatus, number>>>
}) {
  const t = useTranslations('mesh.health')
  const format = useFormatter()
  const some = healthOrder.filter((status) => (counts[status] ?? 0) > 0)
  if (some.length === 0) return <span className="text-muted">{t('noWorkloads')}</span>
  return (
    <ul className="flex flex-wrap gap-x-2.5 gap-y-0.5">
      {some.map((status) => {
        const { tone, icon: Icon } = healthLooks[status]
        return (
          <li key={status} className={cx('inline-flex items-center gap-1 whitespace-nowrap', toneText[tone])}>
            <Icon size={14} className="shrink-0" />
            <span className="font-medium">{format.number(counts[status] ?? 0)}</span>
            <span className="text-small">{t(status)}</span>
          </li>
        )
      })}
    </ul>
  )
}
