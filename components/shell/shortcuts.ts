'use client'
import { useLayoutEffect } from 'react'
import type { Action } from '#components/shell/actions.tsx'

const sequenceWithinMs = 1_200

/** A key press as the `keys` of an action spell it: `mod+k`, `?`, `g`, `escape`. */
export function formatKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key.toLowerCase().replace('arrow', '')
  return `${event.ctrlKey || event.metaKey ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${key}`
}

/**
 * Finds what a press means after the one before it: an action, the first half of a sequence, or nothing. A sequence
 * wins over its second key alone.
 */
export function matchKeys(
  actions: readonly Action[],
  before: string | undefined,
  press: string,
): { action?: Action; pending?: string } {
  const enabled = actions.filter((action) => action.keys && action.disabledReason === undefined)
  const sequence =
    before === undefined ? undefined : enabled.find((action) => action.keys === `${before} ${press}`)
  if (sequence) return { action: sequence }
  const single = enabled.find((action) => action.keys === press)
  if (single) return { action: single }
  return enabled.some((action) => action.keys?.startsWith(`${press} `)) ? { pending: press } : {}
}

/** True where keys belong to what has the focus: text fields, open popups. */
function ownsKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest(
      'input:not([type=checkbox]), textarea, select, [role=dialog], [role=menu], [role=listbox]',
    ) !== null
  )
}

/** One listener for every key of every action. Keys with Ctrl or Cmd work also inside text fields. */
export function useShortcuts(readActions: () => readonly Action[]): void {
  useLayoutEffect(() => {
    let pending: { key: string; atMs: number } | undefined
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const press = formatKey(event)
      if (!press.startsWith('mod+') && ownsKeys(event.target)) return
      const before = pending && event.timeStamp - pending.atMs < sequenceWithinMs ? pending.key : undefined
      const match = matchKeys(readActions(), before, press)
      pending = match.pending === undefined ? undefined : { key: match.pending, atMs: event.timeStamp }
      if (!match.action) return
      event.preventDefault()
      match.action.run()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [readActions])
}

/**
 * Moves the focus along the page's list: elements marked `data-list-item`. Without a focused item it begins at the
 * first; at an end it stays.
 */
export function focusListItem(step: 1 | -1, page: Document = document): void {
  const items = [...page.querySelectorAll<HTMLElement>('[data-list-item]')].filter(
    (item) => item.closest('[hidden], [inert]') === null,
  )
  const now = items.findIndex((item) => item.contains(page.activeElement))
  const next = now < 0 ? items[0] : items[Math.min(Math.max(now + step, 0), items.length - 1)]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}
