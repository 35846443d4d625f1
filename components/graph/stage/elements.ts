import { countRequests } from '#components/graph/picture/sum-edges.ts'
import type { Picture, PictureEdge, PictureNode } from '#components/graph/picture/types.ts'
import type { LayoutNode, Positions } from '#components/graph/stage/layout/types.ts'
import { arrowsAtMost, curvedEdgesAtMost } from '#components/graph/stage/levels.ts'

/** An element as Cytoscape takes it, with all that its look depends on in `classes`, so that equal looks compare equal. */
export interface Element {
  readonly group: 'nodes' | 'edges'
  readonly data: { readonly id: string; readonly source?: string; readonly target?: string }
  readonly classes: string
}

export const nodeSize = 30
export const foldSize = 46
/** Words under a node, in model pixels at zoom 1. */
export const nameHeight = 15
export const detailHeight = 14

/** Width classes `w0`…`w4`, each ten times the requests a second of the one before. */
export function classifyWidth(requestsPerSecond: number): number {
  if (requestsPerSecond <= 0) return 0
  return Math.max(0, Math.min(4, Math.floor(Math.log10(requestsPerSecond)) + 2))
}

export function buildElements(picture: Picture): ReadonlyMap<string, Element> {
  const drawing = picture.edges.length <= curvedEdgesAtMost ? 'curved' : 'hair'
  const arrows = picture.edges.length <= arrowsAtMost ? 'arrow' : ''
  const elements = new Map<string, Element>()
  for (const box of picture.boxes)
    elements.set(box.id, { group: 'nodes', data: { id: box.id }, classes: `box box-${box.kind}` })
  for (const node of picture.nodes)
    elements.set(node.id, { group: 'nodes', data: { id: node.id }, classes: classifyNode(node) })
  for (const edge of picture.edges)
    elements.set(edge.id, {
      group: 'edges',
      data: { id: edge.id, source: edge.source, target: edge.target },
      classes: join(classifyEdge(edge), drawing, arrows),
    })
  return elements
}

/** An element as `cy.add` takes it, at its place. */
export function toDefinition({ group, data, classes }: Element, positions: Positions) {
  const isBox = classes.startsWith('box')
  return {
    group,
    data: { ...data, ...(isBox ? { width: 1, height: 1 } : {}) },
    classes,
    ...(group === 'nodes' ? { position: { ...(positions.get(data.id) ?? { x: 0, y: 0 }) } } : {}),
    // A drag that begins on a box moves the window, as on the ground beside it.
    ...(isBox ? { grabbable: false, pannable: true } : {}),
  }
}

function classifyNode(node: PictureNode): string {
  return join('mark', `kind-${node.kind}`, node.status, node.quiet && 'quiet', classifyChange(node))
}

function classifyEdge(edge: PictureEdge): string {
  return join(
    edge.idle ? 'idle' : edge.status,
    edge.protocol === 'tcp' && 'tcp',
    `w${classifyWidth(countRequests(edge.flow))}`,
    classifyChange(edge),
  )
}

/** In a comparison what did not change stands back. */
function classifyChange({ change }: PictureNode | PictureEdge): string | false {
  return change !== undefined && (change === 'same' ? 'unchanged' : 'changed')
}

function join(...words: readonly (string | false)[]): string {
  return words.filter(Boolean).join(' ')
}

export function isFold(node: PictureNode): boolean {
  return node.kind === 'namespace' || node.kind === 'rest'
}

export function sizeOf(node: PictureNode): number {
  return isFold(node) ? foldSize : nodeSize
}

const letterWidth = 7.6
/** Of a badge in its row at zoom 1. */
const badgeWidth = 16
const longestName = 26

/** A name no longer than its place: what is cut is shown whole in the panel and the table. */
export function shorten(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name
}

/** The room a node needs: its mark above, its words below. */
export function measureNode(node: PictureNode): LayoutNode {
  const letters = Math.max(shorten(node.name).length, isFold(node) ? 12 : shorten(node.detail).length * 0.9)
  return {
    id: node.id,
    width: Math.max(64, letters * letterWidth + 14, node.badges.length * badgeWidth),
    height: sizeOf(node) + 6 + measureWords(node),
    box: node.box,
  }
}

/** Height of the words under a node. A line is kept for the word of a state, so that nothing moves when one fails. */
export function measureWords(_node: PictureNode): number {
  return nameHeight + detailHeight
}

export function measureScene(picture: Picture): ReadonlyMap<string, LayoutNode> {
  return new Map(picture.nodes.map((node) => [node.id, measureNode(node)]))
}
