import { findGravest } from '#components/graph/compare/compared-graph.ts'
import type { Picture } from '#components/graph/picture/types.ts'
import type { Change, Difference } from '#contract/graph-comparison.ts'
import type { HealthStatus } from '#contract/words.ts'

/**
 * Colours of the stage speak of state; in a comparison the state is what became of a thing. What vanished is drawn as idle
 * is: dashed and grey.
 */
const statusOf: Readonly<Record<Change, HealthStatus>> = {
  failing: 'failing',
  slower: 'degraded',
  vanished: 'idle',
  appeared: 'notReady',
  less: 'unknown',
  more: 'unknown',
  recovered: 'healthy',
  faster: 'healthy',
  same: 'healthy',
}

/** The picture of a comparison: each mark with the gravest change of what it stands for, and nothing else to look at. */
export function markChanges(picture: Picture, differences: ReadonlyMap<string, Difference>): Picture {
  const judge = (members: readonly string[]) =>
    findGravest(members.map((id) => differences.get(id)?.change ?? 'same'))
  return {
    ...picture,
    nodes: picture.nodes.map((node) => {
      const change = judge(node.members)
      return { ...node, change, status: statusOf[change], badges: [] }
    }),
    edges: picture.edges.map((edge) => {
      const change = judge(edge.members)
      return { ...edge, change, status: statusOf[change], idle: change === 'vanished' }
    }),
  }
}
