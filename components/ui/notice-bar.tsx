import type { ReactNode } from 'react'
import { cx } from '#components/ui/cx.ts'
import { DegradedIcon, FailingIcon, InfoIcon } from '#components/ui/icons.tsx'

const looks = {
  info: { tone: 'bg-sunken text-fg', icon: InfoIcon },
  warning: { tone: 'bg-degraded-soft text-degraded', icon: DegradedIcon },
  error: { tone: 'bg-failing-soft text-failing', icon: FailingIcon },
} as const

export type NoticeSeverity = keyof typeof looks

/** One line that must be known about what stands below it. */
export function NoticeBar({
  severity,
  children,
  action,
}: {
  readonly severity: NoticeSeverity
  readonly children: ReactNode
  readonly action?: ReactNode
}) {
  const { tone, icon: Icon } = looks[severity]
  return (
    <div className={cx('flex items-start gap-2 px-4 py-2', tone)}>
      <Icon size={16} className="mt-0.5 shrink-0" />
      <div className="min-w-0 grow break-words">{children}</div>
      {action}
    </div>
  )
}
