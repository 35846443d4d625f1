import type cytoscape from 'cytoscape'
import type { StageEvents, StageTarget } from '#components/graph/stage/stage-types.ts'

/**
 * Presses on the canvas as the stage tells them: one chooses, two drill into a node, the right button or a long press asks
 * for the menu. `listeners` is read when something happens, so whoever listens may change.
 */
export function listenPointer(
  cy: cytoscape.Core,
  container: HTMLElement,
  listeners: Readonly<Partial<StageEvents>>,
  onHover: (id: string | undefined) => void,
): void {
  cy.on('tap', (event) => listeners.choose?.(readTarget(cy, event)))
  cy.on('dbltap', 'node.mark', (event) => {
    const target = readTarget(cy, event)
    if (target) listeners.drill?.(target)
  })
  cy.on('mouseover mouseout', 'node.mark, edge', (event) => {
    const hovered: string | undefined = event.type === 'mouseover' ? event.target.id() : undefined
    container.style.cursor = hovered === undefined ? '' : 'pointer'
    onHover(hovered)
  })
  cy.on('cxttap taphold', (event) => {
    const frame = container.getBoundingClientRect()
    listeners.menu?.(readTarget(cy, event), {
      x: frame.left + event.renderedPosition.x,
      y: frame.top + event.renderedPosition.y,
    })
  })
}

function readTarget(cy: cytoscape.Core, event: cytoscape.EventObject): StageTarget | undefined {
  if (event.target === cy) return undefined
  const element = event.target as cytoscape.SingularElementArgument // Not the core, so an element.
  const kind = element.isEdge() ? 'edge' : element.hasClass('box') ? 'box' : 'node'
  return { kind, id: element.id() }
}
