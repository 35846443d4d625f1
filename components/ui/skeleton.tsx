import { cx } from '#components/ui/cx.ts'

/** Holds the place of what is loading. Its size comes from `className`, so that nothing moves when the data arrives. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={cx('block animate-pulse rounded-control bg-sunken', className)} />
}
