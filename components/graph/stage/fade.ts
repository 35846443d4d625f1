import type cytoscape from 'cytoscape'
import type { Picture } from '#components/graph/picture/types.ts'
import { fadeAtMost } from '#components/graph/stage/levels.ts'
import { listInside } from '#components/graph/stage/scene-places.ts'

/**
 * Lets everything stand back but what is chosen and all that it touches; of a box, all inside it. Returns the ids that
 * stay, undefined when nothing stands back.
 */
export function fadeAround(
  cy: cytoscape.Core,
  picture: Picture,
  chosen: string | undefined,
): ReadonlySet<string> | undefined {
  let near: ReadonlySet<string> | undefined
  cy.batch(() => {
    cy.elements('.faded, .chosen').removeClass('faded chosen')
    const element = chosen === undefined ? cy.collection() : cy.getElementById(chosen)
    if (element.empty() || cy.elements().length > fadeAtMost) return
    const inside = new Set(listInside(picture, element.id()))
    const core = inside.size > 0 ? cy.nodes().filter((node) => inside.has(node.id())) : element
    if (core.edges().nonempty()) core.addClass('chosen')
    const touched = core.union(core.connectedEdges()).union(core.connectedNodes())
    const all = touched.union(touched.connectedNodes())
    cy.elements().not(all).not('.box').addClass('faded')
    near = new Set(all.map((each) => each.id()))
  })
  return near
}
