import Link from 'next/link'
import { cx } from '#components/ui/cx.ts'
import { KindIcon } from '#components/ui/kind-icon.tsx'

const nameLook = 'font-medium text-accent group-hover:underline'

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
        'group inline-flex max-w-full align-top items-center gap-1.5 rounded-control',
        listItem && 'scroll-my-16',
      )}
    >
      <KindIcon kind={kind} />
      {namespace ? (
        <span className="min-w-0 truncate">
          <span className="text-muted">{namespace} / </span>
          <span className={nameLook}>{name}</span>
        </span>
      ) : (
        <span className={cx('min-w-0 truncate', nameLook)}>{name}</span>
      )}
    </Link>
  )
}
