import type cytoscape from 'cytoscape'
import type { PictureEdge } from '#components/graph/picture/types.ts'
import type { Frame } from '#components/graph/stage/box-frames.ts'
import { type Difference, diffElements } from '#components/graph/stage/diff.ts'
import { type Element, toDefinition } from '#components/graph/stage/elements.ts'
import type { Point, Positions } from '#components/graph/stage/layout/types.ts'
import { sliceMs, slicesFrom, textureFrom } from '#components/graph/stage/levels.ts'
import { chooseTexture, openCytoscape } from '#components/graph/stage/open-cytoscape.ts'
import { findMiddle } from '#components/graph/stage/scene-places.ts'
import { buildStylesheet } from '#components/graph/stage/stylesheet.ts'
import type { StageTokens } from '#components/graph/stage/tokens.ts'
import { nextTask } from '#components/ui/next-task.ts'

export type Drawing = ReturnType<typeof openDrawing>

/** Cytoscape and the elements that stand in it: brought from one set to the next by what differs. */
export function openDrawing(container: HTMLElement, tokens: StageTokens) {
  const cy = openCytoscape(container, tokens)
  let standing = new Map<string, Element>()
  const add = (elements: readonly Element[], positions: Positions) => {
    for (const element of elements) standing.set(element.data.id, element)
    return cy.add(elements.map((element) => toDefinition(element, positions)))
  }
  return {
    cy,
    restyle: (next: StageTokens) => cy.style(toStyle(next)),
    compare: (elements: ReadonlyMap<string, Element>): Difference => diffElements(standing, elements),
    /**
     * Adds what is new of a large graph a slice at a time, each with its styles and bounds worked out, so that no task is
     * long; nothing of it is drawn until `bring` ends the work. False when `goesOn` said no between two slices.
     */
    async addInSlices(
      elements: ReadonlyMap<string, Element>,
      positions: Positions,
      goesOn: () => boolean,
    ): Promise<boolean> {
      const { added, removed } = diffElements(standing, elements)
      if (added.length < slicesFrom) return true
      setNotifying(cy, false)
      const gone = new Set(removed)
      const waiting = added.filter(({ data }) => !gone.has(data.id))
      let size = 50
      for (let at = 0; at < waiting.length; ) {
        const startMs = performance.now()
        const slice = add(waiting.slice(at, at + size), positions)
        // Curves of parallel edges depend on each other, and these may be in another slice.
        slice.difference('.curved').boundingBox()
        at += size
        const took = Math.max(1, performance.now() - startMs)
        size = Math.max(25, Math.min(500, Math.round((size * sliceMs) / took)))
        await nextTask()
        if (cy.destroyed() || !goesOn()) return false
      }
      return true
    },
    /** Brings all to `elements` in one batch; `frames` are the boxes' places. */
    bring(
      elements: ReadonlyMap<string, Element>,
      { added, removed, changed }: Difference,
      positions: Positions,
      moveAll: boolean,
    ): void {
      chooseTexture(cy, elements.size >= textureFrom)
      cy.batch(() => {
        for (const id of removed) cy.getElementById(id).remove()
        for (const id of removed) standing.delete(id)
        add(added, positions)
        for (const { data, classes } of changed) cy.getElementById(data.id).classes(classes)
        if (moveAll) for (const [id, at] of positions) moveTo(cy.getElementById(id), at)
      })
      standing = new Map(elements)
      setNotifying(cy, true)
    },
    frameBoxes(frames: ReadonlyMap<string, Frame>): void {
      cy.batch(() => {
        for (const [id, { left, top, right, bottom }] of frames) {
          const box = cy.getElementById(id)
          const [width, height] = [right - left, bottom - top]
          if (box.data('width') !== width || box.data('height') !== height) box.data({ width, height })
          moveTo(box, { x: (left + right) / 2, y: (top + bottom) / 2 })
        }
      })
    },
    /** Where the words of an edge stand: the middle of its curve, or of the straight way between its nodes. */
    middleOf: (edge: PictureEdge, positions: Positions): Point | undefined => {
      const found = cy.getElementById(edge.id)
      const middle = found.nonempty() && found.hasClass('curved') ? found.midpoint() : undefined
      return middle && Number.isFinite(middle.x) ? middle : findMiddle(edge, positions)
    },
    destroy: () => cy.destroy(),
  }
}

/** Each move makes Cytoscape work out the edges of the element anew, so what stands right is left alone. */
function moveTo(element: cytoscape.CollectionReturnValue, { x, y }: { x: number; y: number }): void {
  if (element.empty()) return
  const now = element.position()
  if (now.x !== x || now.y !== y) element.position({ x, y })
}

function toStyle(tokens: StageTokens): cytoscape.StylesheetJson {
  return [...buildStylesheet(tokens)] as cytoscape.StylesheetJson // Our rules are plain JSON of that form.
}

/** Whether what happens to the elements is drawn; when it is again, all is. */
function setNotifying(cy: cytoscape.Core, wanted: boolean): void {
  // Neither is in its types.
  const core = cy as unknown as { notifications(on?: boolean): boolean; notify(name: string): void }
  if (core.notifications() === wanted) return
  core.notifications(wanted)
  if (wanted) core.notify('load')
}
