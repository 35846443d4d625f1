import type { ReactNode, TdHTMLAttributes } from 'react'
import { cx } from '#components/ui/cx.ts'
import { SortDownIcon, SortUpIcon } from '#components/ui/icons.tsx'

export interface Sort {
  readonly column: string
  readonly direction: 'ascending' | 'descending'
}

/** The other direction of the same column, or the first direction of another one. */
export function nextSort(now: Sort, column: string, first: Sort['direction'] = 'ascending'): Sort {
  if (now.column !== column) return { column, direction: first }
  return { column, direction: now.direction === 'ascending' ? 'descending' : 'ascending' }
}

/**
 * A table that scrolls sideways inside its own box, never the page. `isStill`: nothing in it takes the keyboard, so that
 * the box does, for who scrolls without a mouse.
 */
export function Table({
  label,
  children,
  className,
  isStill = false,
}: {
  readonly label: string
  readonly children: ReactNode
  readonly className?: string
  readonly isStill?: boolean
}) {
  return (
    <div className="overflow-x-auto" {...(isStill && { role: 'region', 'aria-label': label, tabIndex: 0 })}>
      <table aria-label={label} className={cx('tabular w-full border-collapse text-base', className)}>
        {children}
      </table>
    </div>
  )
}

interface HeadProps {
  readonly children: ReactNode
  readonly align?: 'left' | 'right'
  readonly className?: string
}

const headLook =
  'h-8 border-b border-line px-3 text-small font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4'

export function Th({ children, align = 'left', className }: HeadProps) {
  return (
    <th scope="col" className={cx(headLook, align === 'right' ? 'text-right' : 'text-left', className)}>
      {children}
    </th>
  )
}

/** A column header that sorts: a button inside, `aria-sort` on the cell. */
export function SortableTh({
  children,
  column,
  sort,
  onSort,
  first = 'ascending',
  align = 'left',
  className,
}: HeadProps & {
  readonly column: string
  readonly sort: Sort
  readonly onSort: (sort: Sort) => void
  /** The direction of the first press: numbers of trouble begin with the largest. */
  readonly first?: Sort['direction']
}) {
  const sorted = sort.column === column
  const Arrow = sorted && sort.direction === 'descending' ? SortDownIcon : SortUpIcon
  return (
    <th
      scope="col"
      aria-sort={sorted ? sort.direction : 'none'}
      className={cx(headLook, align === 'right' ? 'text-right' : 'text-left', className)}
    >
      <button
        type="button"
        onClick={() => onSort(nextSort(sort, column, first))}
        className={cx(
          'group inline-flex items-center gap-1 rounded-control align-top hover:text-fg',
          align === 'right' && 'flex-row-reverse',
          sorted && 'text-fg',
        )}
      >
        {children}
        <Arrow
          size={12}
          className={sorted ? '' : 'opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60'}
        />
      </button>
    </th>
  )
}

export function Td({
  align = 'left',
  className,
  ...rest
}: Omit<TdHTMLAttributes<HTMLTableCellElement>, 'align'> & { readonly align?: 'left' | 'right' }) {
  return (
    <td
      {...rest}
      className={cx(
        'h-10 border-b border-line px-3 py-1.5 first:pl-4 last:pr-4',
        align === 'right' && 'text-right',
        className,
      )}
    />
  )
}
