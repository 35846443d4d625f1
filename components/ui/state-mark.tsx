import type { ReactNode } from 'react'
import { Badge, type Tone, toneText } from '#components/ui/badge.tsx'
import { cx } from '#components/ui/cx.ts'

/** A state as shape, word and colour; `quiet` drops the tinted ground, for dense rows. */
export function StateMark({
  tone,
  icon,
  quiet,
  children,
}: {
  readonly tone: Tone
  readonly icon: ReactNode
  readonly quiet: boolean
  /** Its word. */
  readonly children: ReactNode
}) {
  if (!quiet)
    return (
      <Badge tone={tone} icon={icon}>
        {children}
      </Badge>
    )
  return (
    <span className={cx('inline-flex items-center gap-1 align-top whitespace-nowrap', toneText[tone])}>
      {icon}
      {children}
    </span>
  )
}
