import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { cx } from '#components/ui/cx.ts'
import { Tooltip } from '#components/ui/tooltip.tsx'

export type ButtonTone = 'primary' | 'normal' | 'quiet' | 'danger' | 'warning'

const tones: Record<ButtonTone, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover border-transparent',
  normal: 'bg-surface text-fg border-line hover:bg-hover',
  quiet: 'bg-transparent text-fg border-transparent hover:bg-hover',
  danger: 'bg-surface text-failing border-failing hover:bg-failing-soft',
  warning: 'bg-degraded-soft text-degraded border-degraded hover:bg-surface',
}

const disabledLook = 'disabled:opacity-60 aria-disabled:opacity-60'

type NativeButton = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'className'>

/** `inline` stands in a line of text or a table's cell: no box, its words on the text's own edge. */
const sizes = {
  normal: 'h-8 gap-1.5 rounded-control border px-2.5 text-base font-medium',
  inline: 'h-6 rounded-control text-left',
}

interface ButtonProps extends NativeButton {
  readonly children: ReactNode
  readonly size?: keyof typeof sizes
  readonly tone?: ButtonTone
  readonly icon?: ReactNode
  /** Why it cannot be pressed now. The button stays in the tab order, so that the reason can be found. */
  readonly disabledReason?: string | undefined
  readonly className?: string | undefined
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button with words. Give `disabledReason` rather than a bare `disabled`: a person should learn why. */
export function Button({
  children,
  tone = 'normal',
  size = 'normal',
  icon,
  disabledReason,
  className,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const button = (
    <button
      {...rest}
      type={type}
      aria-disabled={disabledReason ? true : undefined}
      onClick={disabledReason ? undefined : onClick}
      className={cx(
        'inline-flex shrink-0 items-center whitespace-nowrap',
        sizes[size],
        size === 'normal' && tones[tone],
        disabledLook,
        className,
      )}
    >
      {icon}
      {children}
    </button>
  )
  return disabledReason ? <Tooltip text={disabledReason}>{button}</Tooltip> : button
}

interface IconButtonProps extends NativeButton {
  /** The accessible name, also shown as a tooltip. */
  readonly 'aria-label': string
  readonly icon: ReactNode
  readonly tone?: ButtonTone
  readonly disabledReason?: string | undefined
  readonly className?: string | undefined
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button that is an icon alone; its name is required and shown on hover and focus. */
export function IconButton({
  icon,
  tone = 'quiet',
  disabledReason,
  className,
  onClick,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={disabledReason ?? rest['aria-label']} named={!disabledReason}>
      <button
        {...rest}
        type={type}
        aria-disabled={disabledReason ? true : undefined}
        onClick={disabledReason ? undefined : onClick}
        className={cx(
          'relative inline-flex size-8 shrink-0 items-center justify-center rounded-control border',
          tones[tone],
          disabledLook,
          className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
