import type { LayoutEdge, LayoutNode, Point, Positions } from '#components/graph/stage/layout/types.ts'

const gap = 10
const furthestRing = 40

/**
 * Places for nodes that came with a refresh: beside their neighbours (or their box's members), on the nearest free spot,
 * so that nothing that was there moves. `nodes` are all nodes with their sizes, `known` the places that stay.
 */
export function placeBesideNeighbours(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  known: Positions,
): Positions {
  const places = new Map(known)
  const sizes = new Map(nodes.map((node) => [node.id, node]))
  const taken = nodes.flatMap((node) => {
    const at = known.get(node.id)
    return at ? [{ ...at, width: node.width, height: node.height }] : []
  })
  const waiting = new Set(nodes.filter((node) => !known.has(node.id)).map((node) => node.id))
  for (const id of orderByTies(waiting, edges)) {
    const node = sizes.get(id)
    if (!node) continue
    const wish = wishPlace(node, nodes, edges, places)
    const spot = findFreeSpot(node, wish, taken)
    places.set(id, spot)
    taken.push({ ...spot, width: node.width, height: node.height })
  }
  return places
}

/** Those tied to what is placed go before those tied only to each other. */
function orderByTies(waiting: ReadonlySet<string>, edges: readonly LayoutEdge[]): string[] {
  const tied = new Set<string>()
  for (const { source, target } of edges) {
    if (waiting.has(source) && !waiting.has(target)) tied.add(source)
    if (waiting.has(target) && !waiting.has(source)) tied.add(target)
  }
  return [...tied, ...[...waiting].filter((id) => !tied.has(id))]
}

function wishPlace(
  node: LayoutNode,
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  places: Positions,
): Point {
  const near: Point[] = []
  for (const { source, target } of edges) {
    const other = source === node.id ? target : target === node.id ? source : undefined
    const at = other === undefined ? undefined : places.get(other)
    // Called ones stand to the right of their callers, as in the layered layout.
    if (at) near.push({ x: at.x + (source === node.id ? -1 : 1) * node.width * 1.2, y: at.y })
  }
  const mates = node.box === undefined ? [] : nodes.filter((mate) => mate.box === node.box)
  const beside = near.length > 0 ? near : mates.flatMap((mate) => places.get(mate.id) ?? [])
  const all = beside.length > 0 ? beside : [...places.values()]
  if (all.length === 0) return { x: 0, y: 0 }
  if (beside.length === 0) return { x: all[0]?.x ?? 0, y: Math.max(...all.map((at) => at.y)) + node.height }
  return {
    x: all.reduce((sum, at) => sum + at.x, 0) / all.length,
    y: all.reduce((sum, at) => sum + at.y, 0) / all.length,
  }
}

function findFreeSpot(
  node: LayoutNode,
  wish: Point,
  taken: readonly (Point & { readonly width: number; readonly height: number })[],
): Point {
  const isFree = (spot: Point) =>
    taken.every(
      (other) =>
        Math.abs(other.x - spot.x) >= (other.width + node.width) / 2 + gap ||
        Math.abs(other.y - spot.y) >= (other.height + node.height) / 2 + gap,
    )
  for (let ring = 0; ring <= furthestRing; ring++)
    for (let step = 0; step < Math.max(1, ring * 8); step++) {
      const angle = (2 * Math.PI * step) / Math.max(1, ring * 8)
      const spot = {
        x: wish.x + Math.cos(angle) * ring * node.width * 0.6,
        y: wish.y + Math.sin(angle) * ring * node.height * 0.6,
      }
      if (isFree(spot)) return spot
    }
  return { x: wish.x, y: Math.max(...taken.map((other) => other.y + other.height)) + node.height }
}
