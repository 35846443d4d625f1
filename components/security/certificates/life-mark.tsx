'use client'
import { useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import { useNowMs } from '#components/shell/use-now.ts'
import { toneText } from '#components/ui/badge.tsx'
import { cx } from '#components/ui/cx.ts'
import { DegradedIcon, FailingIcon, HealthyIcon, TimeIcon } from '#components/ui/icons.tsx'
import type { CertificateAuthority } from '#contract/certificates.ts'

const looks = {
  valid: { tone: 'healthy', icon: HealthyIcon },
  overdue: { tone: 'degraded', icon: TimeIcon },
  ending: { tone: 'degraded', icon: DegradedIcon },
  expired: { tone: 'failing', icon: FailingIcon },
  'not-yet': { tone: 'failing', icon: FailingIcon },
} as const

/** How long a certificate still lives, and whether that is as it should be; its day is a hover away. */
export function LifeMark({ state, notAfter }: Pick<CertificateAuthority, 'state' | 'notAfter'>) {
  const t = useTranslations('security.certificates')
  const nowMs = useNowMs()
  const { tone, icon: Icon } = looks[state]
  const leftSeconds = (Date.parse(notAfter) - nowMs) / 1_000
  return (
    <span
      className={cx('inline-flex items-center gap-1 whitespace-nowrap', toneText[tone])}
      title={new Date(notAfter).toLocaleString()}
    >
      <Icon size={14} className="shrink-0" />
      {state === 'valid' ? null : `${t(`state.${state}`)}, `}
      {nowMs === 0 ? null : formatLeft(leftSeconds, t)}
    </span>
  )
}

type Words = ReturnType<typeof useTranslations<'security.certificates'>>

export function formatLeft(seconds: number, t: Words): string {
  return seconds < 0
    ? t('endedAgo', { age: formatWindow(-seconds) })
    : t('endsIn', { age: formatWindow(seconds) })
}
