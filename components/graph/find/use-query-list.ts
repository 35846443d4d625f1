'use client'
import { type KeyboardEvent, useState } from 'react'
import type { Suggestion } from '#components/graph/find/suggestion.ts'

interface QueryListChoice {
  readonly list: () => readonly Suggestion[]
  readonly onAccept: (suggestion: Suggestion) => void
  readonly onClear: () => void
  /** Enter without a chosen option. */
  readonly onEnter: (by: 1 | -1) => void
}

/** The list of a combobox and its keys: arrows walk it, Enter takes, Escape closes it, then clears the box. */
export function useQueryList({ list, onAccept, onClear, onEnter }: QueryListChoice) {
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const suggestions = open ? list() : []
  const shown = suggestions.length > 0
  const show = (next: boolean) => {
    setOpen(next)
    setActive(-1)
  }
  const accept = (suggestion: Suggestion) => {
    show(!suggestion.whole)
    onAccept(suggestion)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    const { key } = event
    if (!['ArrowDown', 'ArrowUp', 'Escape', 'Enter'].includes(key)) return
    event.preventDefault()
    const suggestion = suggestions[active]
    if (key.startsWith('Arrow')) {
      if (shown) setActive(walkOptions(key, active, suggestions.length))
      else show(true)
    } else if (key === 'Escape') {
      if (shown) show(false)
      else onClear()
    } else if (suggestion) accept(suggestion)
    else {
      show(false)
      onEnter(event.shiftKey ? -1 : 1)
    }
  }
  return { suggestions, shown, active, show, accept, onKeyDown }
}

/** Where an arrow leads from option `at` of `count`; −1 is the text itself, which stands between the last and the first. */
function walkOptions(key: string, at: number, count: number): number {
  const next = at + (key === 'ArrowDown' ? 1 : -1)
  if (next >= count) return -1
  return next < -1 ? count - 1 : next
}
