import { Fragment, type ReactNode } from 'react'
import { cx } from '#components/ui/cx.ts'

/** A titled part of a panel. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="space-y-1.5 border-t border-line px-4 py-3">
      <h3 className="text-small font-semibold text-muted">{title}</h3>
      {children}
    </section>
  )
}

/** Names and values, in two columns. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-[minmax(5rem,auto)_1fr] gap-x-3 gap-y-1 empty:hidden">{children}</dl>
}

/** One of them; nothing when the value is absent. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (children === undefined || children === null || children === '' || children === false) return null
  return (
    <div className="contents">
      <dt className="text-muted">{name}</dt>
      <dd className="tabular min-w-0 break-words">{children}</dd>
    </div>
  )
}

/** One of a few choices as a row of buttons, announced as radio buttons; arrows walk them. */
export function Segments<Value extends string>({
  label,
  options,
  value,
  onValueChange,
  className,
}: {
  readonly label: string
  readonly options: readonly { readonly value: Value; readonly label: string; readonly icon?: ReactNode }[]
  readonly value: Value
  readonly onValueChange: (value: Value) => void
  readonly className?: string
}) {
  return (
    <fieldset
      aria-label={label}
      className={cx(
        'inline-flex shrink-0 rounded-control border border-line-strong bg-surface p-0.5',
        className,
      )}
    >
      {options.map((option) => (
        <label
          key={option.value}
          className="inline-flex h-6.5 grow items-center justify-center gap-1.5 rounded-[4px] px-2.5 whitespace-nowrap text-muted hover:text-fg has-checked:bg-selected has-checked:font-medium has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-focus"
        >
          <input
            type="radio"
            name={label}
            checked={option.value === value}
            onChange={() => onValueChange(option.value)}
            className="sr-only"
          />
          {option.icon}
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}

/** A host or identity: where it is too long for its line, it breaks after a dot or a slash, and is copied as it is. */
export function LongName({ children }: { readonly children: string }) {
  let at = 0
  return (
    <span className="wrap-anywhere">
      {children.split(/(?<=[./])(?=.)/).map((part) => {
        at += part.length
        return (
          <Fragment key={at}>
            {part}
            <wbr />
          </Fragment>
        )
      })}
    </span>
  )
}
