'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { formatWindow } from '#components/mesh/format.ts'
import { Why } from '#components/mesh/reason-list.tsx'
import { useNowMs } from '#components/shell/use-now.ts'
import { toneText } from '#components/ui/badge.tsx'
import { cx } from '#components/ui/cx.ts'
import { DegradedIcon, FailingIcon, HealthyIcon, TimeIcon } from '#components/ui/icons.tsx'
import type { CertificateAuthority } from '#contract/certificates.ts'
import type { Finding } from '#contract/words.ts'

const looks = {
  valid: { tone: 'healthy', icon: HealthyIcon },
  overdue: { tone: 'degraded', icon: TimeIcon },
  ending: { tone: 'degraded', icon: DegradedIcon },
  expired: { tone: 'failing', icon: FailingIcon },
  'not-yet': { tone: 'failing', icon: FailingIcon },
} as const

type Life = Pick<CertificateAuthority, 'state' | 'notAfter'>

/** How long a certificate still lives, and whether that is as it should be. Before the clock is known only the latter. */
function useLifeWords({ state, notAfter }: Life): string {
  const t = useTranslations('security.certificates')
  const nowMs = useNowMs()
  const leftSeconds = (Date.parse(notAfter) - nowMs) / 1_000
  return [state === 'valid' ? '' : t(`state.${state}`), nowMs === 0 ? '' : formatLeft(leftSeconds, t)]
    .filter(Boolean)
    .join(', ')
}

/** The same as a mark; its day is a hover away. */
export function LifeMark({ state, notAfter }: Life) {
  const words = useLifeWords({ state, notAfter })
  const { tone, icon: Icon } = looks[state]
  return (
    <span
      className={cx('inline-flex items-center gap-1 whitespace-nowrap', toneText[tone])}
      title={new Date(notAfter).toLocaleString()}
    >
      <Icon size={14} className="shrink-0" />
      {words}
    </span>
  )
}

/** The mark that opens its reasons, and what else there is to tell. */
export function WhyLife({
  of,
  reasons,
  more,
  ...life
}: Life & { readonly of: string; readonly reasons: readonly Finding[]; readonly more?: ReactNode }) {
  const words = useLifeWords(life)
  return (
    <Why of={of} verdict={words} reasons={reasons} more={more}>
      <LifeMark {...life} />
    </Why>
  )
}

type Words = ReturnType<typeof useTranslations<'security.certificates'>>

export function formatLeft(seconds: number, t: Words): string {
  return seconds < 0
    ? t('endedAgo', { age: formatWindow(-seconds) })
    : t('endsIn', { age: formatWindow(seconds) })
}
