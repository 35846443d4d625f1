import type { LayoutEdge, LayoutNode } from '#components/graph/stage/layout/types.ts'

export interface Neighbours {
  readonly before: ReadonlyMap<string, readonly string[]>
  readonly after: ReadonlyMap<string, readonly string[]>
}

/** Callers and called of each node, without self-calls and repeats. */
export function listNeighbours(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Neighbours {
  const before = new Map<string, string[]>(nodes.map((node) => [node.id, []]))
  const after = new Map<string, string[]>(nodes.map((node) => [node.id, []]))
  const seen = new Set<string>()
  for (const { source, target } of edges) {
    const key = `${source}\n${target}`
    if (source === target || seen.has(key)) continue
    seen.add(key)
    after.get(source)?.push(target)
    before.get(target)?.push(source)
  }
  return { before, after }
}

/**
 * The column of each node: callers before called along the longest way, calls that close a cycle left out. A caller that
 * nothing calls stands right before the first it calls. Iterative: a chain of thousands must not overflow the stack, as it
 * does in dagre.
 */
export function rankByCalls(
  nodes: readonly LayoutNode[],
  { before, after }: Neighbours,
): Map<string, number> {
  const roots = nodes.filter((node) => (before.get(node.id) ?? []).length === 0)
  const order: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  const backward = new Set<string>()
  for (const start of [...roots, ...nodes]) {
    if (state.has(start.id)) continue
    const stack = [{ id: start.id, next: 0 }]
    state.set(start.id, 'open')
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const child = (after.get(top.id) ?? [])[top.next++]
      if (child === undefined) {
        state.set(top.id, 'done')
        order.push(top.id)
        stack.pop()
      } else if (state.get(child) === 'open') backward.add(`${top.id}\n${child}`)
      else if (!state.has(child)) {
        state.set(child, 'open')
        stack.push({ id: child, next: 0 })
      }
    }
  }
  const ranks = new Map<string, number>()
  for (const id of order.reverse()) {
    const rank = ranks.get(id) ?? 0
    ranks.set(id, rank)
    for (const child of after.get(id) ?? [])
      if (!backward.has(`${id}\n${child}`)) ranks.set(child, Math.max(ranks.get(child) ?? 0, rank + 1))
  }
  for (const { id } of roots) {
    const called = (after.get(id) ?? []).map((child) => ranks.get(child) ?? 0)
    if (called.length > 0) ranks.set(id, Math.max(0, Math.min(...called) - 1))
  }
  return ranks
}

/** Steps from the nearest node that nothing calls (or, in a ring, from its first). */
export function rankByDistance(
  nodes: readonly LayoutNode[],
  { before, after }: Neighbours,
): Map<string, number> {
  const ranks = new Map<string, number>()
  const spread = (starts: readonly string[]) => {
    let wave = starts.filter((id) => !ranks.has(id))
    for (const id of wave) ranks.set(id, 0)
    while (wave.length > 0) {
      const next: string[] = []
      for (const id of wave)
        for (const child of after.get(id) ?? [])
          if (!ranks.has(child)) {
            ranks.set(child, (ranks.get(id) ?? 0) + 1)
            next.push(child)
          }
      wave = next
    }
  }
  spread(nodes.filter((node) => (before.get(node.id) ?? []).length === 0).map((node) => node.id))
  for (const node of nodes) spread([node.id])
  return ranks
}
