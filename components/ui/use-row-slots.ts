import { useLayoutEffect, useRef } from 'react'

/**
 * A number for each drawn row, by which its elements are kept: a row that stays keeps its own, and one that comes takes that
 * of one that went, so that a filter or a scroll changes words in elements that are there instead of building them anew.
 */
export function useRowSlots(ids: readonly string[]): readonly number[] {
  const drawn = useRef<ReadonlyMap<string, number>>(new Map())
  // Read while drawing on purpose: what stands on the screen is what can be taken over.
  const slots = assignSlots(drawn.current, ids)
  useLayoutEffect(() => {
    drawn.current = new Map(ids.map((id, at) => [id, slots[at] ?? at]))
  })
  return slots
}

/** The slots of `ids` in their order. Exported for its test. */
export function assignSlots(drawn: ReadonlyMap<string, number>, ids: readonly string[]): readonly number[] {
  const staying = new Set(ids)
  const free = [...drawn].filter(([id]) => !staying.has(id)).map(([, slot]) => slot)
  const taken = new Set(drawn.values())
  let next = 0
  const choose = () => {
    const slot = free.shift()
    if (slot !== undefined) return slot
    while (taken.has(next)) next++
    taken.add(next)
    return next
  }
  return ids.map((id) => drawn.get(id) ?? choose())
}
