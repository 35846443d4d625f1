import type { InputHTMLAttributes, ReactNode, Ref, SelectHTMLAttributes } from 'react'
import { cx } from '#components/ui/cx.ts'
import { OpenIcon } from '#components/ui/icons.tsx'

const fieldLook =
  'h-8 rounded-control border bg-surface text-base text-fg placeholder:text-muted focus-visible:outline-offset-0'

interface TextInputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'className'> {
  /** The accessible name; a visible label may stand beside it. */
  readonly 'aria-label': string
  readonly icon?: ReactNode
  readonly className?: string
  readonly ref?: Ref<HTMLInputElement>
}

export function TextInput({ icon, className, ...rest }: TextInputProps) {
  return (
    <span className={cx('relative inline-flex items-center', className)}>
      {icon ? <span className="pointer-events-none absolute left-2.5 text-muted">{icon}</span> : null}
      <input
        autoComplete="off"
        spellCheck={false}
        {...rest}
        className={cx(fieldLook, 'w-full min-w-0 border-line-strong', icon ? 'pr-2 pl-8' : 'px-2.5')}
      />
    </span>
  )
}

export interface SelectOption {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean
}

interface SelectProps
  extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className' | 'onChange' | 'value'> {
  readonly 'aria-label': string
  readonly value: string
  readonly options: readonly SelectOption[]
  readonly onValueChange: (value: string) => void
  readonly icon?: ReactNode
  readonly className?: string
}

/** One choice of a short list: the platform's own select, which every phone and screen reader knows. */
export function Select({ options, onValueChange, icon, className, ...rest }: SelectProps) {
  return (
    <span className={cx('relative inline-flex shrink-0 items-center', className)}>
      {icon ? (
        <span className="pointer-events-none absolute left-2 text-muted max-md:hidden">{icon}</span>
      ) : null}
      <select
        {...rest}
        onChange={(event) => onValueChange(event.target.value)}
        className={cx(
          fieldLook,
          'w-full appearance-none border-line pr-7 font-medium hover:bg-hover',
          icon ? 'pl-2.5 md:pl-7' : 'pl-2.5',
        )}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <OpenIcon size={14} className="pointer-events-none absolute right-2 text-muted" />
    </span>
  )
}
