/**
 * Moves between the graph and its panel. The two are apart in the tree and each may be absent, so the page is asked where
 * they are: elements marked `data-graph-panel` and `data-graph-canvas`, as the shell's list walking does.
 */
export function focusPanel(page: Document = document): void {
  page.querySelector<HTMLElement>('[data-graph-panel]')?.focus()
}

/** From the panel back to the row or the canvas that it explains; elsewhere the focus stays. */
export function leavePanel(page: Document = document): void {
  if (!page.querySelector('[data-graph-panel]')?.contains(page.activeElement)) return
  const row = page.querySelector<HTMLElement>('[data-row][aria-current=true] button')
  ;(row ?? page.querySelector<HTMLElement>('[data-graph-canvas]'))?.focus({ preventScroll: true })
}

/** The canvas itself, so that arrows walk on from what was just pressed. */
export function focusCanvas(page: Document = document): HTMLElement | null {
  const canvas = page.querySelector<HTMLElement>('[data-graph-canvas]')
  canvas?.focus({ preventScroll: true })
  return canvas
}
