'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'
import { walkRows } from '#components/ui/walk-rows.ts'

/**
 * Which rows of a long list are drawn, and the focus that keys move over all of them: each row has `data-row` with its
 * index and one button. Rows are `rowHeight` pixels high until they are measured.
 */
export function useVirtualList({
  scroller,
  count,
  rowHeight,
  keyOf,
}: {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly count: number
  readonly rowHeight: number
  readonly keyOf: (index: number) => string | number
}) {
  const wanted = useRef<number>(undefined)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: keyOf,
    initialRect: { width: 800, height: 600 },
  })
  const focusDrawn = () => {
    if (wanted.current === undefined) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"] button`)
    if (!row) return
    wanted.current = undefined
    row.focus({ preventScroll: true })
  }
  // The row that a key asked for may be drawn only after the scroll it caused.
  useEffect(focusDrawn)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const row = event.target instanceof Element ? event.target.closest('[data-row]') : null
    const to = walkRows(event.key, Number(row?.getAttribute('data-row') ?? -1), count)
    if (to === undefined) return
    event.preventDefault()
    wanted.current = to
    virtual.scrollToIndex(to, { align: 'auto' })
    focusDrawn()
  }
  return { virtual, onKeyDown }
}
