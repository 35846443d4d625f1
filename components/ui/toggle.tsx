import { cx } from '#components/ui/cx.ts'

interface ToggleProps {
  readonly label: string
  readonly checked: boolean
  readonly onCheckedChange: (checked: boolean) => void
  readonly detail?: string
  readonly disabledReason?: string | undefined
}

/** On or off at once. The platform's checkbox with the role of a switch. */
export function Switch({ label, checked, onCheckedChange, detail, disabledReason }: ToggleProps) {
  return (
    <ToggleLabel label={label} detail={disabledReason ?? detail}>
      <input
        type="checkbox"
        role="switch"
        checked={checked}
        aria-checked={checked}
        disabled={disabledReason !== undefined}
        onChange={(event) => onCheckedChange(event.target.checked)}
        className={cx(
          'relative mt-0.5 h-4 w-7 shrink-0 appearance-none rounded-full border border-line-strong bg-sunken',
          'before:absolute before:top-px before:left-px before:size-3 before:rounded-full before:bg-line-strong before:transition-transform',
          'checked:border-accent checked:bg-accent checked:before:translate-x-3 checked:before:bg-on-accent disabled:opacity-60',
        )}
      />
    </ToggleLabel>
  )
}

/** One of several that may all be chosen. */
export function Checkbox({ label, checked, onCheckedChange, detail, disabledReason }: ToggleProps) {
  return (
    <ToggleLabel label={label} detail={disabledReason ?? detail}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabledReason !== undefined}
        onChange={(event) => onCheckedChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent disabled:opacity-60"
      />
    </ToggleLabel>
  )
}

function ToggleLabel({
  label,
  detail,
  children,
}: {
  readonly label: string
  readonly detail?: string | undefined
  readonly children: React.ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child that the callers above give.
    <label className="flex items-start gap-2 py-1">
      {children}
      <span>
        {label}
        {detail ? <span className="block text-small text-muted">{detail}</span> : null}
      </span>
    </label>
  )
}
