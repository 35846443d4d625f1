import type cytoscape from 'cytoscape'
import type { Point } from '#components/graph/stage/layout/types.ts'
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
  isOnFoldSign: (box: string, at: Point) => boolean,
): void {
  const toPagePoint = ({ x, y }: Point): Point => {
    const { left, top } = container.getBoundingClientRect()
    return { x: left + x, y: top + y }
  }
  const point = createPointing((pointed) => listeners.point?.(pointed))
  cy.on('tap', (event) => {
    const target = readTarget(cy, event)
    if (target?.kind === 'box' && isOnFoldSign(target.id, event.renderedPosition)) listeners.drill?.(target)
    else listeners.choose?.(target)
  })
  cy.on('dbltap', 'node.mark, node.box', (event) => {
    const target = readTarget(cy, event)
    if (target) listeners.drill?.(target)
  })
  cy.on('mouseover mouseout', 'node.mark, edge', (event) => {
    const hovered: string | undefined = event.type === 'mouseover' ? event.target.id() : undefined
    container.style.cursor = hovered === undefined ? '' : 'pointer'
    onHover(hovered)
    point(hovered === undefined ? undefined : { id: hovered, at: toPagePoint(event.renderedPosition) })
  })
  // What lies under the pointer is another thing when the window moves.
  cy.on('viewport tap drag', () => point(undefined))
  cy.on('cxttap taphold', (event) => {
    point(undefined)
    listeners.menu?.(readTarget(cy, event), toPagePoint(event.renderedPosition))
  })
}

/** How long the pointer rests on something before it is told; that it left is told at once, and once. */
const restMs = 300

function createPointing(tell: (pointed: { id: string; at: Point } | undefined) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let told = false
  return (pointed: { id: string; at: Point } | undefined) => {
    clearTimeout(timer)
    if (pointed)
      timer = setTimeout(() => {
        told = true
        tell(pointed)
      }, restMs)
    else if (told) {
      told = false
      tell(undefined)
    }
  }
}

function readTarget(cy: cytoscape.Core, event: cytoscape.EventObject): StageTarget | undefined {
  if (event.target === cy) return undefined
  const element = event.target as cytoscape.SingularElementArgument // Not the core, so an element.
  const kind = element.isEdge() ? 'edge' : element.hasClass('box') ? 'box' : 'node'
  return { kind, id: element.id() }
}
