import type { Picture, PictureNode } from '#components/graph/picture/types.ts'
import type { HealthStatus } from '#contract/words.ts'

/** Where a walk stands, and where it came from: that decides who the neighbours above and below are. */
export interface Walk {
  readonly at: string
  readonly from: string | undefined
}

/** What there is to say of a node. */
export interface Sight {
  readonly node: PictureNode
  /** The name of the box that it stands in. */
  readonly box: string | undefined
  /** How many nodes it calls, and how many call it. */
  readonly called: number
  readonly callers: number
}

export function seeNode(picture: Picture, id: string): Sight | undefined {
  const node = picture.nodes.find((each) => each.id === id)
  if (!node) return undefined
  return {
    node,
    box: picture.boxes.find((box) => box.id === node.box)?.name,
    called: listCalled(picture, id).length,
    callers: listCallers(picture, id).length,
  }
}

const order: Readonly<Record<HealthStatus, number>> = {
  failing: 0,
  degraded: 1,
  notReady: 2,
  unknown: 3,
  healthy: 3,
  idle: 4,
}

/**
 * One step through what is drawn: Right to what it calls, Left to who calls it, Down and Up among those that are called
 * (or call) alike, Home and End to the first and the last of all. Worst and busiest first, so that a walk meets trouble
 * early. It follows edges, not places, so that it is the same in every layout. Undefined: the key leads nowhere.
 */
export function walkNeighbours(picture: Picture, walk: Walk | undefined, key: string): Walk | undefined {
  const all = rank(picture.nodes)
  const here = all.find(({ id }) => id === walk?.at)
  if (key === 'Home' || (!here && isArrow(key))) return begin(all[0])
  if (key === 'End') return begin(all.at(-1))
  if (!walk || !here) return undefined
  if (key === 'ArrowRight') return step(listCalled(picture, here.id)[0], here.id)
  if (key === 'ArrowLeft') return step(listCallers(picture, here.id)[0], here.id)
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined
  const { mates, from } = findMates(picture, walk, all)
  const place = mates.findIndex(({ id }) => id === here.id)
  const next = mates[place + (key === 'ArrowDown' ? 1 : -1)]
  return next ? { at: next.id, from } : undefined
}

function listCalled(picture: Picture, id: string): readonly PictureNode[] {
  const ids = new Set(picture.edges.filter((edge) => edge.source === id).map((edge) => edge.target))
  return rank(picture.nodes.filter((node) => ids.has(node.id) && node.id !== id))
}

function listCallers(picture: Picture, id: string): readonly PictureNode[] {
  const ids = new Set(picture.edges.filter((edge) => edge.target === id).map((edge) => edge.source))
  return rank(picture.nodes.filter((node) => ids.has(node.id) && node.id !== id))
}

/** Those beside a node: reached as it was reached; where it was not reached by a step, what its first caller calls. */
function findMates(picture: Picture, { at, from }: Walk, all: readonly PictureNode[]) {
  const candidates = from === undefined ? [] : [from]
  const [caller] = listCallers(picture, at)
  if (caller) candidates.push(caller.id)
  for (const origin of candidates)
    for (const mates of [listCalled(picture, origin), listCallers(picture, origin)])
      if (mates.some(({ id }) => id === at)) return { mates, from: origin }
  // Nobody calls it: those beside it are the others that nobody calls.
  return { mates: all.filter(({ id }) => listCallers(picture, id).length === 0), from: undefined }
}

function isArrow(key: string): boolean {
  return key.startsWith('Arrow')
}

function begin(node: PictureNode | undefined): Walk | undefined {
  return node && { at: node.id, from: undefined }
}

function step(node: PictureNode | undefined, from: string): Walk | undefined {
  return node && { at: node.id, from }
}

function rank(nodes: readonly PictureNode[]): readonly PictureNode[] {
  return nodes.toSorted(
    (a, b) => order[a.status] - order[b.status] || b.weight - a.weight || a.id.localeCompare(b.id),
  )
}
