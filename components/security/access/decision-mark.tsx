'use client'
import { useTranslations } from 'next-intl'
import { toneText } from '#components/ui/badge.tsx'
import { cx } from '#components/ui/cx.ts'
import { FailingIcon, HealthyIcon, IdleIcon, MixedIcon, UnknownIcon } from '#components/ui/icons.tsx'
import type { AccessDecision, AccessHop } from '#contract/authorization.ts'

const looks = {
  ALLOW: { tone: 'healthy', icon: HealthyIcon },
  DENY: { tone: 'failing', icon: FailingIcon },
  DEPENDS: { tone: 'degraded', icon: MixedIcon },
  UNKNOWN: { tone: 'unknown', icon: UnknownIcon },
} as const satisfies Record<AccessDecision, unknown>

export const outcomeLooks = {
  passes: { tone: 'healthy', icon: HealthyIcon },
  refuses: { tone: 'failing', icon: FailingIcon },
  depends: { tone: 'degraded', icon: MixedIcon },
  'not-enforced': { tone: 'idle', icon: IdleIcon },
} as const satisfies Record<AccessHop['outcome'], unknown>

/** Allowed, denied, or neither for certain: shape, word and colour. */
export function DecisionMark({ decision }: { readonly decision: AccessDecision }) {
  const t = useTranslations('security.decision')
  const { tone, icon: Icon } = looks[decision]
  return (
    <p className={cx('inline-flex items-center gap-2 text-title font-semibold', toneText[tone])}>
      <Icon size={20} className="shrink-0" />
      {t(decision)}
    </p>
  )
}
