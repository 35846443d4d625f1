'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'

interface VirtualGridProps {
  readonly label: string
  readonly rows: readonly { readonly id: string; readonly header: ReactNode }[]
  readonly columns: readonly { readonly id: string; readonly header: ReactNode }[]
  /** Names what stands in the corner: rows and columns. */
  readonly corner: ReactNode
  /** What a cell shows, and its accessible name. */
  readonly cell: (row: number, column: number) => { readonly name: string; readonly content: ReactNode }
  readonly onChoose: (row: number, column: number) => void
}

const cellSize = 28
const headHeight = 148
const rowHeadWidth = 200

interface Place {
  readonly row: number
  readonly column: number
}

/**
 * A grid of small cells, thousands wide and high, of which only the seen ones are drawn; headers stay in sight. One cell is
 * a stop of Tab, arrows, Home, End and Page walk over all of them, Enter or a press chooses (WAI-ARIA grid).
 */
export function VirtualGrid({ label, rows, columns, corner, cell, onChoose }: VirtualGridProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const shared = { getScrollElement: () => scroller.current, estimateSize: () => cellSize, overscan: 6 }
  const down = useVirtualizer({ ...shared, count: rows.length, scrollPaddingStart: headHeight })
  const across = useVirtualizer({
    ...shared,
    count: columns.length,
    horizontal: true,
    scrollPaddingStart: rowHeadWidth,
  })
  const { active, onKeyDown, setActive } = useWalk(rows.length, columns.length, (place) => {
    down.scrollToIndex(place.row)
    across.scrollToIndex(place.column)
  })
  useFocus(scroller, active)
  const span = readSpan(across)
  const { before, after, items } = readSpan(down)
  const choose = (place: Place) => {
    setActive(place)
    onChoose(place.row, place.column)
  }
  return (
    <div ref={scroller} className="h-full overflow-auto rounded-panel border border-line bg-surface">
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: keys walk its cells, as the pattern of a grid has it.
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        onKeyDown={onKeyDown}
        className="table-fixed border-separate border-spacing-0"
        style={{ width: across.getTotalSize() + rowHeadWidth }}
      >
        <GridHead columns={columns} corner={corner} span={span} />
        <tbody>
          {before > 0 ? <tr aria-hidden style={{ height: before }} /> : null}
          {items.map(({ index }) => (
            <GridRow
              key={rows[index]?.id}
              row={index}
              header={rows[index]?.header}
              span={span}
              active={active}
              cell={cell}
              onChoose={choose}
            />
          ))}
          {after > 0 ? <tr aria-hidden style={{ height: after }} /> : null}
        </tbody>
      </table>
    </div>
  )
}

/** What is drawn along one side, and the room of what is not. */
interface Span {
  readonly before: number
  readonly after: number
  readonly items: readonly { readonly index: number }[]
}

function readSpan(virtual: {
  getVirtualItems(): readonly { readonly index: number; readonly start: number; readonly end: number }[]
  getTotalSize(): number
}): Span {
  const items = virtual.getVirtualItems()
  return {
    items,
    before: items[0]?.start ?? 0,
    after: virtual.getTotalSize() - (items.at(-1)?.end ?? 0),
  }
}

function GridHead({
  columns,
  corner,
  span,
}: Pick<VirtualGridProps, 'columns' | 'corner'> & { readonly span: Span }) {
  return (
    <thead className="sticky top-0 z-2 bg-surface">
      <tr aria-rowindex={1} style={{ height: headHeight }}>
        <th
          scope="col"
          className="sticky left-0 z-1 border-r border-b border-line bg-surface p-2 text-left align-bottom text-small font-normal text-muted"
          style={{ width: rowHeadWidth }}
        >
          {corner}
        </th>
        {span.before > 0 ? (
          <th aria-hidden className="border-b border-line" style={{ width: span.before }} />
        ) : null}
        {span.items.map(({ index }) => (
          <th
            key={columns[index]?.id}
            scope="col"
            aria-colindex={index + 2}
            className="border-b border-line p-0 align-bottom text-small font-normal"
            style={{ width: cellSize }}
          >
            <span
              className="mx-auto block rotate-180 truncate py-2 text-left [writing-mode:vertical-rl]"
              style={{ maxHeight: headHeight }}
            >
              {columns[index]?.header}
            </span>
          </th>
        ))}
        {span.after > 0 ? (
          <th aria-hidden className="border-b border-line" style={{ width: span.after }} />
        ) : null}
      </tr>
    </thead>
  )
}

function GridRow({
  row,
  header,
  span,
  active,
  cell,
  onChoose,
}: {
  readonly row: number
  readonly header: ReactNode
  readonly span: Span
  readonly active: Place
  readonly cell: VirtualGridProps['cell']
  readonly onChoose: (place: Place) => void
}) {
  return (
    <tr aria-rowindex={row + 2} className="group" style={{ height: cellSize }}>
      <th
        scope="row"
        className="sticky left-0 z-1 max-w-0 truncate border-r border-line bg-surface px-2 text-left text-small font-normal group-hover:bg-hover"
      >
        {header}
      </th>
      {span.before > 0 ? <td aria-hidden /> : null}
      {span.items.map(({ index: column }) => {
        const { name, content } = cell(row, column)
        const isActive = active.row === row && active.column === column
        return (
          <td key={column} aria-colindex={column + 2} className="p-0 group-hover:bg-hover">
            <button
              type="button"
              aria-label={name}
              title={name}
              tabIndex={isActive ? 0 : -1}
              data-active={isActive ? '' : undefined}
              onClick={() => onChoose({ row, column })}
              className="grid place-items-center rounded-control hover:bg-selected focus-visible:-outline-offset-2"
              style={{ width: cellSize, height: cellSize }}
            >
              {content}
            </button>
          </td>
        )
      })}
      {span.after > 0 ? <td aria-hidden /> : null}
    </tr>
  )
}

/** The cell that Tab stops at, and how keys move it. */
function useWalk(rows: number, columns: number, reveal: (place: Place) => void) {
  const [place, setActive] = useState<Place>({ row: 0, column: 0 })
  const active = { row: Math.min(place.row, rows - 1), column: Math.min(place.column, columns - 1) }
  const steps: Readonly<Record<string, Place>> = {
    ArrowDown: { row: active.row + 1, column: active.column },
    ArrowUp: { row: active.row - 1, column: active.column },
    ArrowRight: { row: active.row, column: active.column + 1 },
    ArrowLeft: { row: active.row, column: active.column - 1 },
    Home: { row: active.row, column: 0 },
    End: { row: active.row, column: columns - 1 },
    PageDown: { row: active.row + 10, column: active.column },
    PageUp: { row: active.row - 10, column: active.column },
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const next = {
      row: Math.max(0, Math.min(step.row, rows - 1)),
      column: Math.max(0, Math.min(step.column, columns - 1)),
    }
    setActive(next)
    reveal(next)
  }
  return { active, onKeyDown, setActive }
}

/** Moves the focus with the active cell, once it is drawn; only when the focus is in the grid already. */
function useFocus(scroller: { readonly current: HTMLElement | null }, { row, column }: Place) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the place that moves the focus.
  useEffect(() => {
    const box = scroller.current
    if (!box?.contains(document.activeElement)) return
    const frame = requestAnimationFrame(() => box.querySelector<HTMLElement>('[data-active]')?.focus())
    return () => cancelAnimationFrame(frame)
  }, [row, column])
}
