import type { LayoutNode, Plan, Point } from '#components/graph/stage/layout/types.ts'

const gap = 36

/**
 * Sets rectangles in columns or in rows, in the order given, with the line length that shows the whole largest in a
 * window of this aspect. Nothing overlaps; the order is kept where that costs
 * little, so callers stand before called.
 */
export function pack(items: readonly LayoutNode[], aspect: number): Plan {
  if (items.length === 0) return { centres: new Map(), width: 0, height: 0 }
  let best: { plan: Plan; scale: number } | undefined
  // The order given is worth a little room; the largest first packs tighter.
  const bySize = items.toSorted((a, b) => b.width * b.height - a.width * a.height)
  for (const [order, handicap] of [[items, 1] as const, [bySize, 0.85] as const])
    for (const inColumns of [true, false])
      for (const length of listLengths(order, inColumns)) {
        const plan = packLines(order, length, inColumns)
        const scale = handicap * Math.min(aspect / plan.width, 1 / plan.height)
        if (!best || scale > best.scale * 1.001) best = { plan, scale }
      }
  return best?.plan ?? { centres: new Map(), width: 0, height: 0 }
}

/** Lengths of a line worth trying: from the longest item to all of them in one line. */
function listLengths(items: readonly LayoutNode[], inColumns: boolean): number[] {
  const sizes = items.map((item) => (inColumns ? item.height : item.width))
  const least = Math.max(...sizes)
  const most = sizes.reduce((sum, size) => sum + size + gap, 0)
  const steps = Math.min(32, items.length)
  return Array.from({ length: steps }, (_, step) => least * (most / least) ** (step / Math.max(1, steps - 1)))
}

interface Stack {
  readonly from: number
  readonly depth: number
  used: number
}

/**
 * Fills lines one after another. A smaller item stands on the one before it where that leaves the line no thicker, so that
 * small boxes share the room beside a large one. Written for columns (`along` is down); rows are the same, turned.
 */
function packLines(items: readonly LayoutNode[], length: number, inColumns: boolean): Plan {
  const centres = new Map<string, Point>()
  let across = 0
  let along = 0
  let thickness = 0
  let longest = 0
  let stack: Stack | undefined
  const set = (item: LayoutNode, a: number, b: number) =>
    centres.set(item.id, inColumns ? { x: b, y: a } : { x: a, y: b })
  for (const item of items) {
    const size = inColumns ? item.height : item.width
    const depth = inColumns ? item.width : item.height
    if (stack && size <= stack.depth && stack.used + gap + depth <= thickness) {
      set(item, stack.from + size / 2, across + stack.used + gap + depth / 2)
      stack.used += gap + depth
      continue
    }
    if (along > 0 && along + size > length + 1e-6) {
      across += thickness + gap
      along = 0
      thickness = 0
    }
    set(item, along + size / 2, across + depth / 2)
    stack = { from: along, depth: size, used: depth }
    along += size + gap
    longest = Math.max(longest, along - gap)
    thickness = Math.max(thickness, depth)
  }
  const total = across + thickness
  return { centres, width: inColumns ? total : longest, height: inColumns ? longest : total }
}
