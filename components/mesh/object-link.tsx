import Link from 'next/link'
import { cx } from '#components/ui/cx.ts'
import { KindIcon } from '#components/ui/kind-icon.tsx'

/**
 * The name of an object with its kind's icon and, where two could meet, its namespace. `listItem` makes it a stop of j/k.
 */
export function ObjectLink({
  kind,
  name,
  namespace,
  href,
  listItem = false,
}: {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly href: string
  readonly listItem?: boolean
}) {
  return (
    <Link
      href={href}
      prefetch={false}
      data-list-item={listItem ? '' : undefined}
      className={cx(
        'group inline-flex max-w-full items-center gap-1.5 rounded-control',
        listItem && 'scroll-my-16',
      )}
    >
      <KindIcon kind={kind} />
      <span className="min-w-0 truncate">
        {namespace ? <span className="text-muted">{namespace} / </span> : null}
        <span className="font-medium text-accent group-hover:underline">{name}</span>
      </span>
    </Link>
  )
}
