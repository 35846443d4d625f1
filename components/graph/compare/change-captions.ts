import { findGravest } from '#components/graph/compare/compared-graph.ts'
import { formatDifference } from '#components/graph/compare/format-difference.ts'
import type { Picture, PictureEdge, PictureNode } from '#components/graph/picture/types.ts'
import type { Captions } from '#components/graph/stage/captions.ts'
import { isFold } from '#components/graph/stage/elements.ts'
import type { Change, Difference } from '#contract/graph-comparison.ts'

/** The words of a comparison on the canvas: names as ever, and what became of each thing with its numbers. */
export function buildChangeCaptions(
  captions: Captions,
  picture: Picture,
  differences: ReadonlyMap<string, Difference>,
  words: {
    readonly change: (change: Change) => string
    /** How many of the nodes behind a fold changed. */
    readonly changedInside: (count: number) => string
  },
): Captions {
  const tell = (mark: PictureNode | PictureEdge) => {
    const [only] = mark.members.length === 1 ? mark.members : []
    const difference = only === undefined ? undefined : differences.get(only)
    const change =
      difference?.change ?? findGravest(mark.members.map((id) => differences.get(id)?.change ?? 'same'))
    if (change === 'same') return ''
    const numbers = difference ? formatDifference(difference) : ''
    return numbers ? `${words.change(change)} ${numbers}` : words.change(change)
  }
  const countInside = ({ members }: PictureNode) =>
    members.filter((id) => (differences.get(id)?.change ?? 'same') !== 'same').length
  return {
    locks: new Map(),
    nodes: new Map(
      picture.nodes.map((node) => {
        const known = captions.nodes.get(node.id)
        const inside = isFold(node) ? countInside(node) : 0
        const detail = isFold(node)
          ? inside > 0
            ? words.changedInside(inside)
            : (known?.detail ?? '')
          : tell(node)
        return [node.id, { name: known?.name ?? node.name, detail }]
      }),
    ),
    edges: new Map(
      picture.edges.map((edge) => [edge.id, tell(edge)] as const).filter(([, text]) => text !== ''),
    ),
  }
}
