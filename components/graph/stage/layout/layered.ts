import { pack } from '#components/graph/stage/layout/pack.ts'
import {
  listNeighbours,
  type Neighbours,
  rankByCalls,
  rankByDistance,
} from '#components/graph/stage/layout/rank.ts'
import type {
  LayoutEdge,
  LayoutGroup,
  LayoutNode,
  Plan,
  Point,
} from '#components/graph/stage/layout/types.ts'

/** Room between columns for an edge's arrow and words; less where the window is narrow along them. */
const columnGap = 60
const narrowColumnGap = 36
/** Room between the members of a column. */
const rowGap = 18
const sweeps = 8

/** Callers at the left, called at the right. What has no edge here stands below. */
export const layOutLayered: LayoutGroup = (nodes, edges, aspect) =>
  layOutByRank(nodes, edges, aspect, rankByCalls)

/** Steps from where traffic enters, top to bottom. */
export const layOutBreadthFirst: LayoutGroup = (nodes, edges, aspect) => {
  const turned = nodes.map((node) => ({ ...node, width: node.height, height: node.width }))
  const plan = layOutByRank(turned, edges, 1 / aspect, rankByDistance)
  return {
    centres: new Map([...plan.centres].map(([id, { x, y }]) => [id, { x: y, y: x }])),
    width: plan.height,
    height: plan.width,
  }
}

function layOutByRank(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  aspect: number,
  rank: (nodes: readonly LayoutNode[], neighbours: Neighbours) => Map<string, number>,
): Plan {
  const neighbours = listNeighbours(nodes, edges)
  const isLone = (node: LayoutNode) =>
    (neighbours.before.get(node.id) ?? []).length === 0 && (neighbours.after.get(node.id) ?? []).length === 0
  const lone = nodes.filter(isLone)
  const tied = nodes.filter((node) => !isLone(node))
  const parts: Plan[] = []
  if (tied.length > 0) {
    const columns = buildColumns(tied, neighbours, rank(tied, neighbours), aspect)
    orderColumns(columns, neighbours)
    parts.push(placeColumns(columns, neighbours, aspect < 1 ? narrowColumnGap : columnGap))
  }
  if (lone.length > 0) parts.push(packLone(lone, aspect, parts[0]))
  return stack(parts)
}

function packLone(lone: readonly LayoutNode[], aspect: number, above: Plan | undefined): Plan {
  const room = above && above.width > 0 ? above.width / Math.max(1, above.width / aspect / 4) : aspect
  return pack(lone, Math.max(room, aspect))
}

/** Parts below each other, at the left edge. */
function stack(parts: readonly Plan[]): Plan {
  const centres = new Map<string, Point>()
  let top = 0
  let width = 0
  for (const part of parts) {
    for (const [id, { x, y }] of part.centres) centres.set(id, { x, y: y + top })
    top += part.height + rowGap * 2
    width = Math.max(width, part.width)
  }
  return { centres, width, height: Math.max(0, top - rowGap * 2) }
}

/** One column per rank; a rank that would be far taller than the window is wrapped into several beside each other. */
function buildColumns(
  nodes: readonly LayoutNode[],
  { before, after }: Neighbours,
  ranks: ReadonlyMap<string, number>,
  aspect: number,
): LayoutNode[][] {
  const area = nodes.reduce((sum, node) => sum + (node.width + columnGap) * (node.height + rowGap), 0)
  const tallest = Math.max(Math.sqrt(area / aspect) * 1.25, ...nodes.map((node) => node.height))
  const byRank = Map.groupBy(nodes, (node) => ranks.get(node.id) ?? 0)
  const degree = (node: LayoutNode) => (before.get(node.id) ?? []).length + (after.get(node.id) ?? []).length
  return [...byRank]
    .sort(([a], [b]) => a - b)
    .flatMap(([, members]) => {
      const height = members.reduce((sum, node) => sum + node.height + rowGap, 0)
      const lines = Math.ceil(height / tallest)
      if (lines === 1) return [members]
      // Those with most ties go first, nearest to their callers.
      const sorted = members.toSorted((a, b) => degree(b) - degree(a))
      const each = Math.ceil(sorted.length / lines)
      return Array.from({ length: Math.ceil(sorted.length / each) }, (_, line) =>
        sorted.slice(line * each, (line + 1) * each),
      )
    })
}

/** Fewer crossings: each column is ordered by the mean place of its neighbours, forth and back. */
function orderColumns(columns: LayoutNode[][], { before, after }: Neighbours): void {
  const place = new Map<string, number>()
  const note = (column: readonly LayoutNode[]) =>
    column.forEach((node, index) => {
      place.set(node.id, (index + 0.5) / column.length)
    })
  for (const column of columns) note(column)
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forth = sweep % 2 === 0
    for (const column of forth ? columns : columns.toReversed()) {
      const keys = new Map(
        column.map((node) => {
          const near = (forth ? before : after).get(node.id) ?? []
          return [node.id, mean(near.map((id) => place.get(id) ?? 0.5)) ?? place.get(node.id) ?? 0.5]
        }),
      )
      column.sort((a, b) => (keys.get(a.id) ?? 0) - (keys.get(b.id) ?? 0))
      note(column)
    }
  }
}

function placeColumns(
  columns: readonly (readonly LayoutNode[])[],
  { before, after }: Neighbours,
  gap: number,
): Plan {
  const y = new Map<string, number>()
  for (const column of columns) {
    let top = 0
    const height = column.reduce((sum, node) => sum + node.height + rowGap, -rowGap)
    for (const node of column) {
      y.set(node.id, top + node.height / 2 - height / 2)
      top += node.height + rowGap
    }
  }
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const wanted = column.map((node) => {
        const near = [...(before.get(node.id) ?? []), ...(after.get(node.id) ?? [])]
        return mean(near.map((id) => y.get(id) ?? 0)) ?? y.get(node.id) ?? 0
      })
      spread(column, wanted).forEach((value, index) => {
        const node = column[index]
        if (node) y.set(node.id, value)
      })
    }
  const centres = new Map<string, Point>()
  let left = 0
  let top = Number.POSITIVE_INFINITY
  let bottom = Number.NEGATIVE_INFINITY
  for (const column of columns) {
    const width = Math.max(...column.map((node) => node.width))
    for (const node of column) {
      const centre = y.get(node.id) ?? 0
      centres.set(node.id, { x: left + width / 2, y: centre })
      top = Math.min(top, centre - node.height / 2)
      bottom = Math.max(bottom, centre + node.height / 2)
    }
    left += width + gap
  }
  return {
    centres: new Map([...centres].map(([id, point]) => [id, { x: point.x, y: point.y - top }])),
    width: left - gap,
    height: bottom - top,
  }
}

/**
 * Places a column as near to what each member wants as order and sizes allow: least squares under "below the one before",
 * which pooling neighbours that would overlap solves exactly (pool adjacent violators).
 */
function spread(column: readonly LayoutNode[], wanted: readonly number[]): number[] {
  const offsets: number[] = []
  let offset = 0
  column.forEach((node, index) => {
    const previous = column[index - 1]
    if (previous) offset += (previous.height + node.height) / 2 + rowGap
    offsets.push(offset)
  })
  const pools: { sum: number; count: number }[] = []
  wanted.forEach((value, index) => {
    pools.push({ sum: value - (offsets[index] ?? 0), count: 1 })
    for (
      let last = pools.at(-1), previous = pools.at(-2);
      last && previous && previous.sum / previous.count > last.sum / last.count;
      last = pools.at(-1), previous = pools.at(-2)
    ) {
      pools.splice(-2, 2, { sum: last.sum + previous.sum, count: last.count + previous.count })
    }
  })
  return pools
    .flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
    .map((base, index) => base + (offsets[index] ?? 0))
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
}
