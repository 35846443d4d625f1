'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useCallback, useEffect, useRef } from 'react'
import { usualRowHeight } from '#components/ui/table-height.ts'
import { walkRows } from '#components/ui/walk-rows.ts'

/** Which rows are drawn, and the focus that keys move over all of them. */
export function useTableRows({
  rows,
  rowHeight,
  chosenId,
  onRest,
}: {
  readonly rows: readonly { readonly id: string }[]
  readonly rowHeight: number
  readonly chosenId: string | undefined
  /** Told when the drawing of rows has come to rest: the first and the last one drawn. */
  readonly onRest: ((first: number, last: number) => void) | undefined
}) {
  const scroller = useRef<HTMLDivElement>(null)
  const wanted = useRef<number>(undefined)
  // The same one for the same rows, or each frame of a scroll would lay out thousands anew.
  const getItemKey = useCallback((index: number) => rows[index]?.id ?? index, [rows])
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 2,
    getItemKey,
    initialRect: { width: 800, height: 600 },
    scrollPaddingStart: usualRowHeight + 4,
    onChange: ({ isScrolling, range }) => {
      if (!isScrolling && range) onRest?.(range.startIndex, range.endIndex)
    },
  })
  // The row that a key asked for may be drawn only after the scroll it caused.
  useEffect(() => {
    if (wanted.current === undefined) return
    const row = scroller.current?.querySelector<HTMLElement>(
      `[data-row="${wanted.current}"] [data-list-item]`,
    )
    if (!row) return
    wanted.current = undefined
    row.focus({ preventScroll: true })
  })
  const chosenAt = chosenId === undefined ? -1 : rows.findIndex((row) => row.id === chosenId)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new choice scrolls; a refresh that reorders rows must not.
  useEffect(() => {
    if (chosenAt >= 0) virtual.scrollToIndex(chosenAt, { align: 'auto' })
  }, [chosenId])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const at = Number((event.target as HTMLElement).closest('[data-row]')?.getAttribute('data-row') ?? -1) // Elements only.
    const to = walkRows(event.key, at, rows.length)
    if (to === undefined) return
    event.preventDefault()
    wanted.current = to
    virtual.scrollToIndex(to, { align: 'auto' })
    const drawn = scroller.current?.querySelector<HTMLElement>(`[data-row="${to}"] [data-list-item]`)
    if (!drawn) return
    wanted.current = undefined
    drawn.focus({ preventScroll: true })
  }
  return { scroller, virtual, onKeyDown }
}
