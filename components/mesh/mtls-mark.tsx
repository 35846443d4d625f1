'use client'
import { useTranslations } from 'next-intl'
import { toneText } from '#components/ui/badge.tsx'
import { cx } from '#components/ui/cx.ts'
import { LockedIcon, MixedIcon, PlainIcon, StrictIcon, UnknownIcon } from '#components/ui/icons.tsx'
import type { MtlsMode } from '#contract/words.ts'

const looks = {
  STRICT: { tone: 'healthy', icon: StrictIcon },
  PERMISSIVE: { tone: 'neutral', icon: LockedIcon },
  DISABLE: { tone: 'degraded', icon: PlainIcon },
  mixed: { tone: 'degraded', icon: MixedIcon },
  unknown: { tone: 'unknown', icon: UnknownIcon },
} as const

/** What PeerAuthentication asks for, in Istio's own words; `mixed` where workloads differ. */
export function MtlsMark({ mode }: { readonly mode: MtlsMode }) {
  const t = useTranslations('mesh.mtls')
  const { tone, icon: Icon } = looks[mode]
  return (
    <span className={cx('inline-flex items-center gap-1 align-top whitespace-nowrap', toneText[tone])}>
      <Icon size={14} className="shrink-0" />
      {t(mode)}
    </span>
  )
}
