import type { Positions } from '#components/graph/stage/layout/types.ts'
import type { Viewport } from '#components/graph/stage/viewport.ts'

/** How an arrangement was left: where everything stood, and the window on it. */
export interface Left {
  readonly positions: Positions
  readonly viewport: Viewport
}

const keptAtMost = 12

/** Remembers the arrangements that were left last, so that the way back leads to the same picture. */
export function createStash() {
  const kept = new Map<string, Left>()
  return {
    keep(key: string, left: Left): void {
      kept.delete(key)
      kept.set(key, left)
      const [oldest] = kept.keys()
      if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest)
    },
    /** How `key` was left, if all but `newAtMost` of these nodes stood there. */
    find(key: string, nodes: readonly { readonly id: string }[], newAtMost: number): Left | undefined {
      const left = kept.get(key)
      if (!left || nodes.length === 0) return undefined
      return nodes.filter(({ id }) => !left.positions.has(id)).length <= newAtMost ? left : undefined
    },
  }
}
