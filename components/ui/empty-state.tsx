import type { ReactNode } from 'react'

/** A page's or card's words when it has nothing to show: what is missing, why, and the one thing that mends it. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  readonly icon?: ReactNode
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <div className="flex max-w-[70ch] items-start gap-3 p-4">
      {icon ? <span className="mt-0.5 text-muted">{icon}</span> : null}
      <div className="min-w-0 space-y-2">
        <p className="font-semibold">{title}</p>
        {children ? <div className="space-y-2 break-words text-muted">{children}</div> : null}
        {action}
      </div>
    </div>
  )
}
