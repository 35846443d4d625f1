'use client'
import { type MouseEvent, memo, type ReactNode } from 'react'
import type { MenuPoint } from '#components/ui/context-menu.tsx'
import { cx } from '#components/ui/cx.ts'
import { type Sort, SortableTh, Th } from '#components/ui/table.tsx'
import { usualRowHeight } from '#components/ui/table-height.ts'
import { useRowSlots } from '#components/ui/use-row-slots.ts'
import { useTableRows } from '#components/ui/use-table-rows.ts'

export interface Column<Row> {
  readonly id: string
  readonly label: string
  readonly align?: 'left' | 'right'
  /** Pixels; without it, the least of a column that shares what is left. */
  readonly width?: number
  readonly first?: Sort['direction']
  /** Absent where the order of rows says something by itself. */
  readonly sortable?: false
  /** What stands before the row's button, in the first column. */
  readonly before?: (row: Row) => ReactNode
  readonly cell: (row: Row) => ReactNode
}

interface VirtualTableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly sort: Sort
  readonly onSort: (sort: Sort) => void
  readonly rowHeight?: number
  /** Makes every row a choice. Without it, a row's stop is what its own cells mark with `data-list-item`. */
  readonly choice?: RowChoice<Row>
  /** Told when the drawing of rows has come to rest: the first and the last one drawn. */
  readonly onRest?: (first: number, last: number) => void
}

interface RowChoice<Row> {
  readonly chosenId: string | undefined
  readonly onChoose: (row: Row) => void
  /** Enter on the row that is chosen already. */
  readonly onChooseAgain: () => void
  /** The right button, or the menu key, on a row. */
  readonly onMenu?: (row: Row, at: MenuPoint, origin: HTMLElement | null) => void
  readonly nameRow: (row: Row) => string
  readonly isFound: (row: Row) => boolean
}

/** Pixels that a column of names keeps; the table scrolls sideways before it takes them. */
const leastShare = 180

/**
 * A table of thousands of rows of which only the seen ones are drawn. Every row is a stop: arrows, j and k, Page, Home and
 * End walk all rows, drawn or not; Enter or a press chooses.
 */
export function VirtualTable<Row extends { readonly id: string }>({
  label,
  columns,
  rows,
  sort,
  onSort,
  rowHeight = usualRowHeight,
  choice,
  onRest,
}: VirtualTableProps<Row>) {
  const { scroller, virtual, onKeyDown } = useTableRows({
    rows,
    rowHeight,
    chosenId: choice?.chosenId,
    onRest,
  })
  const items = virtual.getVirtualItems()
  const slots = useRowSlots(items.map(({ key }) => String(key)))
  const [before, after] = [items[0]?.start ?? 0, virtual.getTotalSize() - (items.at(-1)?.end ?? 0)]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows' buttons are what acts; the keys only move between them.
    <div ref={scroller} onKeyDown={onKeyDown} className="relative h-full overflow-auto bg-surface">
      <table
        aria-label={label}
        aria-rowcount={rows.length + 1}
        className="tabular w-full table-fixed border-collapse text-base"
        style={{ minWidth: columns.reduce((sum, { width = leastShare }) => sum + width, 0) }}
      >
        <colgroup>
          {columns.map(({ id, width }) => (
            <col key={id} style={width === undefined ? undefined : { width }} />
          ))}
        </colgroup>
        <HeadRow columns={columns} sort={sort} onSort={onSort} />
        <tbody>
          {before > 0 ? <tr aria-hidden style={{ height: before }} /> : null}
          {items.map(({ index }, at) => {
            const row = rows[index]
            if (!row) return null
            return (
              <KeptRow
                key={slots[at]}
                row={row}
                index={index}
                columns={columns}
                height={rowHeight}
                choice={choice}
              />
            )
          })}
          {after > 0 ? <tr aria-hidden style={{ height: after }} /> : null}
        </tbody>
      </table>
    </div>
  )
}

function HeadRow<Row>({
  columns,
  sort,
  onSort,
}: Pick<VirtualTableProps<Row>, 'columns' | 'sort' | 'onSort'>) {
  return (
    <thead className="sticky top-0 z-1 bg-surface">
      <tr aria-rowindex={1}>
        {columns.map((column) =>
          column.sortable === false ? (
            <Th key={column.id} align={column.align ?? 'left'}>
              {column.label}
            </Th>
          ) : (
            <SortableTh
              key={column.id}
              column={column.id}
              sort={sort}
              onSort={onSort}
              first={column.first ?? 'ascending'}
              align={column.align ?? 'left'}
            >
              {column.label}
            </SortableTh>
          ),
        )}
      </tr>
    </thead>
  )
}

function TableRow<Row extends { readonly id: string }>({
  row,
  index,
  columns,
  height,
  choice,
}: {
  readonly row: Row
  readonly index: number
  readonly columns: readonly Column<Row>[]
  readonly height: number
  readonly choice: RowChoice<Row> | undefined
}) {
  if (!choice)
    return (
      <tr data-row={index} aria-rowindex={index + 2} className="hover:bg-hover" style={{ height }}>
        {columns.map((column) => (
          <Cell key={column.id} align={column.align}>
            {column.cell(row)}
          </Cell>
        ))}
      </tr>
    )
  const chosen = row.id === choice.chosenId
  return (
    <tr
      data-row={index}
      aria-rowindex={index + 2}
      aria-current={chosen ? 'true' : undefined}
      onClick={(event) => {
        if (chosen && event.detail === 0) choice.onChooseAgain()
        else choice.onChoose(row)
      }}
      onContextMenu={(event) => {
        if (!choice.onMenu) return
        event.preventDefault()
        const origin = event.currentTarget.querySelector<HTMLElement>('button')
        choice.onMenu(row, pointOf(event, event.currentTarget), origin)
      }}
      className={cx(
        'cursor-pointer',
        chosen ? 'bg-selected' : choice.isFound(row) ? 'bg-accent/8 hover:bg-hover' : 'hover:bg-hover',
      )}
      style={{ height }}
    >
      <ChoiceCells row={row} columns={columns} chosen={chosen} name={choice.nameRow(row)} />
    </tr>
  )
}

/** Drawn again only where its row, its place or the columns changed, so that a scroll draws the rows that come. */
const KeptRow = memo(TableRow) as typeof TableRow // Its type forgets that of the row.

interface CellProps {
  readonly align: 'left' | 'right' | undefined
  readonly children: ReactNode
}

function Cell({ align, children }: CellProps) {
  return (
    <td
      className={cx(
        'truncate border-b border-line px-3 first:pl-4 last:pr-4',
        align === 'right' && 'text-right',
      )}
    >
      {children}
    </td>
  )
}

interface ChoiceCellsProps<Row> extends Pick<VirtualTableProps<Row>, 'columns'> {
  readonly row: Row
  readonly chosen: boolean
  readonly name: string
}

/** The first one holds the row's button, which has the whole row's name and is cut inside: cut by the cell, it had no words. */
function ChoiceCells<Row>({ row, columns, chosen, name }: ChoiceCellsProps<Row>) {
  return columns.map((column, at) => (
    <Cell key={column.id} align={column.align}>
      {at === 0 ? (
        <span className="flex items-center">
          {column.before?.(row)}
          <button
            type="button"
            aria-pressed={chosen}
            data-list-item=""
            className="relative -mx-1 min-w-0 truncate rounded-control px-1 focus-visible:-outline-offset-2"
          >
            {column.cell(row)}
            <span className="sr-only"> {name}</span>
          </button>
        </span>
      ) : (
        column.cell(row)
      )}
    </Cell>
  ))
}

/** Where a menu belongs: at the pointer, or for the menu key, which has none, under the row's first words. */
function pointOf({ clientX, clientY, button }: MouseEvent, row: HTMLElement): MenuPoint {
  if (button === 2 && (clientX !== 0 || clientY !== 0)) return { x: clientX, y: clientY }
  const { left, bottom } = row.getBoundingClientRect()
  return { x: left + 16, y: bottom }
}
