import type { Locator, Page } from 'playwright-core'

/** The drawn graph, once its layout is done. */
export function findCanvas(page: Page): Locator {
  return page.getByRole('img', { name: /^Graph of \d+ nodes?/ })
}

export type Positions = Readonly<Record<string, { readonly x: number; readonly y: number }>>

/**
 * Where each node stands, by id. Cytoscape leaves its instance on the container it draws into (`_cyreg`); tests read it,
 * for pixels tell no names.
 */
export function readPositions(page: Page): Promise<Positions> {
  return page.evaluate(() => {
    interface Stage {
      nodes(): { map<T>(of: (node: { id(): string; position(): { x: number; y: number } }) => T): T[] }
    }
    const container = document.querySelector('.__________cytoscape_container')
    // Cytoscape's own registry, which has no types.
    const stage = (container as unknown as { _cyreg?: { cy: Stage } } | null)?._cyreg?.cy
    return Object.fromEntries(stage?.nodes().map((node) => [node.id(), { ...node.position() }]) ?? [])
  })
}

/** Waits for the next good answer of the graph call that begins after now. */
export function nextGraph(page: Page): Promise<unknown> {
  return page.waitForResponse((response) => response.url().includes('/api/v1/graph') && response.ok())
}
