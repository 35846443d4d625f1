import type { ReactNode } from 'react'
import { cx } from '#components/ui/cx.ts'

export type Tone =
  | 'neutral'
  | 'healthy'
  | 'degraded'
  | 'failing'
  | 'idle'
  | 'unknown'
  | 'not-ready'
  | 'accent'

const looks: Record<Tone, string> = {
  neutral: 'bg-sunken text-muted',
  healthy: 'bg-healthy-soft text-healthy',
  degraded: 'bg-degraded-soft text-degraded',
  failing: 'bg-failing-soft text-failing',
  idle: 'bg-idle-soft text-idle',
  unknown: 'bg-unknown-soft text-unknown',
  'not-ready': 'bg-not-ready-soft text-not-ready',
  accent: 'bg-selected text-accent',
}

/** A short word on a tinted ground; the tone never speaks alone. */
export function Badge({
  tone = 'neutral',
  icon,
  children,
}: {
  readonly tone?: Tone
  readonly icon?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <span
      className={cx(
        'tabular inline-flex h-5 items-center gap-1 rounded-control px-1.5 text-small font-medium whitespace-nowrap',
        looks[tone],
      )}
    >
      {icon}
      {children}
    </span>
  )
}

/** Text colour of a tone, for words and icons on the page's own ground. */
export const toneText: Record<Tone, string> = {
  neutral: 'text-muted',
  healthy: 'text-healthy',
  degraded: 'text-degraded',
  failing: 'text-failing',
  idle: 'text-idle',
  unknown: 'text-unknown',
  'not-ready': 'text-not-ready',
  accent: 'text-accent',
}
