import cytoscape from 'cytoscape'
import type { Point } from '#components/graph/stage/layout/types.ts'
import { buildStylesheet } from '#components/graph/stage/stylesheet.ts'
import type { StageTokens } from '#components/graph/stage/tokens.ts'
import { leastZoom, mostZoom, type Viewport } from '#components/graph/stage/viewport.ts'

export function openCytoscape(container: HTMLElement, tokens: StageTokens): cytoscape.Core {
  return cytoscape({
    container,
    style: [...buildStylesheet(tokens)] as cytoscape.StylesheetJson, // Our rules are plain JSON of that form.
    minZoom: leastZoom,
    maxZoom: mostZoom,
    boxSelectionEnabled: false,
    selectionType: 'single',
    autounselectify: true,
    layout: { name: 'null' },
  })
}

/** Cytoscape takes this option only when it opens, and the size of the graph is known later: its renderer reads it anew. */
export function chooseTexture(cy: cytoscape.Core, wanted: boolean): void {
  const renderer = (cy as unknown as { renderer(): { textureOnViewport: boolean } }).renderer() // Not in its types.
  renderer.textureOnViewport = wanted
}

export function readViewport(cy: cytoscape.Core): Viewport {
  return { zoom: cy.zoom(), pan: { ...cy.pan() } }
}

/** A point of the model as a point of the page. */
export function toPage(container: HTMLElement, cy: cytoscape.Core, { x, y }: Point): Point {
  const { left, top } = container.getBoundingClientRect()
  const { zoom, pan } = readViewport(cy)
  return { x: left + x * zoom + pan.x, y: top + y * zoom + pan.y }
}
