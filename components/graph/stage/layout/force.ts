import { frame } from '#components/graph/stage/layout/plain.ts'
import { listNeighbours } from '#components/graph/stage/layout/rank.ts'
import type { LayoutGroup, LayoutNode, Point } from '#components/graph/stage/layout/types.ts'

const gap = 12
/** Golden angle: seeds set by it fill a disc evenly, and the start is the same each time. */
const goldenAngle = Math.PI * (3 - Math.sqrt(5))

/**
 * Ties pull, everything pushes what is near (Fruchterman and Reingold's forces, with a cut-off grid so that a step costs
 * the number of nodes); then each takes the nearest free cell, so that names never overlap.
 */
export const layOutForce: LayoutGroup = (nodes, edges) => {
  const { after } = listNeighbours(nodes, edges)
  const index = new Map(nodes.map((node, at) => [node.id, at]))
  const ties = nodes.flatMap((node, at) =>
    (after.get(node.id) ?? []).flatMap((target) => {
      const to = index.get(target)
      return to === undefined ? [] : [[at, to] as const]
    }),
  )
  const steps = nodes.length > 2_000 ? 60 : nodes.length > 500 ? 120 : 250
  return frame(nodes, snap(nodes, relax(nodes.length, ties, steps)))
}

/** Coordinates x0, y0, x1, y1, … in units of the wished distance between two tied nodes. */
function relax(count: number, ties: readonly (readonly [number, number])[], steps: number): Float64Array {
  const at = new Float64Array(count * 2)
  for (let i = 0; i < count; i++) {
    at[2 * i] = Math.sqrt(i + 0.5) * Math.cos(i * goldenAngle)
    at[2 * i + 1] = Math.sqrt(i + 0.5) * Math.sin(i * goldenAngle)
  }
  const move = new Float64Array(count * 2)
  for (let step = 0; step < steps; step++) {
    move.fill(0)
    push(at, move, count)
    for (const [a, b] of ties) pull(at, move, a, b)
    const heat = Math.max(1, Math.sqrt(count) / 4) * (1 - step / steps)
    for (let i = 0; i < count; i++) {
      const mx = (move[2 * i] ?? 0) - (at[2 * i] ?? 0) * 0.02
      const my = (move[2 * i + 1] ?? 0) - (at[2 * i + 1] ?? 0) * 0.02
      const length = Math.hypot(mx, my)
      if (length === 0) continue
      const scale = Math.min(length, heat) / length
      at[2 * i] = (at[2 * i] ?? 0) + mx * scale
      at[2 * i + 1] = (at[2 * i + 1] ?? 0) + my * scale
    }
  }
  return at
}

const reach = 2.5

function push(at: Float64Array, move: Float64Array, count: number): void {
  const cells = new Map<number, number[]>()
  const keyOf = (x: number, y: number) => Math.floor(x / reach) * 65_536 + Math.floor(y / reach)
  for (let i = 0; i < count; i++) {
    const key = keyOf(at[2 * i] ?? 0, at[2 * i + 1] ?? 0)
    const cell = cells.get(key)
    if (cell) cell.push(i)
    else cells.set(key, [i])
  }
  for (let i = 0; i < count; i++) {
    const x = at[2 * i] ?? 0
    const y = at[2 * i + 1] ?? 0
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        for (const j of cells.get(keyOf(x + dx * reach, y + dy * reach)) ?? []) {
          if (i === j) continue
          const ex = x - (at[2 * j] ?? 0) || (i - j) * 1e-3
          const ey = y - (at[2 * j + 1] ?? 0)
          const square = ex * ex + ey * ey
          if (square > reach * reach) continue
          const strength = 0.5 / Math.max(square, 0.01)
          move[2 * i] = (move[2 * i] ?? 0) + ex * strength
          move[2 * i + 1] = (move[2 * i + 1] ?? 0) + ey * strength
        }
  }
}

function pull(at: Float64Array, move: Float64Array, a: number, b: number): void {
  const dx = (at[2 * b] ?? 0) - (at[2 * a] ?? 0)
  const dy = (at[2 * b + 1] ?? 0) - (at[2 * a + 1] ?? 0)
  const strength = Math.hypot(dx, dy) * 0.15
  move[2 * a] = (move[2 * a] ?? 0) + dx * strength
  move[2 * a + 1] = (move[2 * a + 1] ?? 0) + dy * strength
  move[2 * b] = (move[2 * b] ?? 0) - dx * strength
  move[2 * b + 1] = (move[2 * b + 1] ?? 0) - dy * strength
}

/** How much of the relaxed distances is kept: the cells then set apart what came too close. */
const shrink = { x: 0.7, y: 1 } as const

/** Each node takes the free cells nearest to its place, those in the middle first; a box takes as many as it needs. */
function snap(nodes: readonly LayoutNode[], at: Float64Array): Map<string, Point> {
  const width = findMedian(nodes.map((node) => node.width)) + gap
  const height = findMedian(nodes.map((node) => node.height)) + gap
  const taken = new Set<number>()
  const order = nodes.map((_, i) => i).sort((a, b) => squareOf(at, a) - squareOf(at, b) || a - b)
  const centres = new Map<string, Point>()
  for (const i of order) {
    const node = nodes[i]
    if (!node) continue
    const columns = Math.ceil((node.width + gap) / width)
    const rows = Math.ceil((node.height + gap) / height)
    const { column, row } = findFree(
      taken,
      Math.round((at[2 * i] ?? 0) * shrink.x - columns / 2),
      Math.round((at[2 * i + 1] ?? 0) * shrink.y - rows / 2),
      columns,
      rows,
    )
    centres.set(node.id, { x: (column + columns / 2) * width, y: (row + rows / 2) * height })
  }
  return centres
}

function findMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function squareOf(at: Float64Array, i: number): number {
  return (at[2 * i] ?? 0) ** 2 + (at[2 * i + 1] ?? 0) ** 2
}

/** Looks around in growing squares for a free block of cells; takes the block it finds. */
function findFree(
  taken: Set<number>,
  column: number,
  row: number,
  columns: number,
  rows: number,
): { column: number; row: number } {
  const listKeys = (c: number, r: number) =>
    Array.from(
      { length: columns * rows },
      (_, at) => (c + (at % columns)) * 65_536 + r + Math.floor(at / columns),
    )
  for (let ring = 0; ; ring++)
    for (let dr = -ring; dr <= ring; dr++)
      for (let dc = -ring; dc <= ring; dc += Math.abs(dr) === ring ? 1 : 2 * ring) {
        const keys = listKeys(column + dc, row + dr)
        if (keys.some((key) => taken.has(key))) continue
        for (const key of keys) taken.add(key)
        return { column: column + dc, row: row + dr }
      }
}
