import { type ReactNode, useId } from 'react'
import { cx } from '#components/ui/cx.ts'

/** A titled region of a page. `aside` stands at the right of the title: an age, a filter. */
export function Card({
  title,
  aside,
  children,
  className,
}: {
  readonly title: ReactNode
  readonly aside?: ReactNode
  readonly children: ReactNode
  readonly className?: string
}) {
  const titleId = useId()
  return (
    <section
      aria-labelledby={titleId}
      className={cx('min-w-0 rounded-panel border border-line bg-surface', className)}
    >
      <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5">
        <h2 id={titleId} className="text-base font-semibold">
          {title}
        </h2>
        {aside ? <div className="ml-auto flex flex-wrap items-center gap-2">{aside}</div> : null}
      </header>
      {children}
    </section>
  )
}
