import { type ChangeKind, changeKinds, type Difference } from '#server/mesh/graph/compare/types.ts'

export interface RankedChange {
  readonly kind: 'node' | 'edge'
  readonly id: string
  readonly change: ChangeKind
  readonly enough: boolean
}

interface Judged {
  readonly id: string
  readonly difference: Difference
}

/**
 * All that changed, gravest first: what there was traffic enough to judge before what there was not, then by the kind of
 * change, then by how many requests a second it concerns. At the same place an edge stands before a node, for it says more.
 */
export function rankChanges(graph: {
  readonly nodes: readonly Judged[]
  readonly edges: readonly Judged[]
}): RankedChange[] {
  const listed = [
    ...graph.edges.map(({ id, difference }) => ({ kind: 'edge' as const, id, difference })),
    ...graph.nodes.map(({ id, difference }) => ({ kind: 'node' as const, id, difference })),
  ].filter(({ difference }) => difference.change !== 'same')
  const order = new Map(changeKinds.map((kind, at) => [kind, at]))
  const rank = ({ difference }: Judged) =>
    (order.get(difference.change) ?? 0) + (difference.enough ? 0 : changeKinds.length)
  return listed
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        weigh(b.difference) - weigh(a.difference) ||
        compareTexts(a.kind, b.kind) ||
        compareTexts(a.id, b.id),
    )
    .map(({ kind, id, difference: { change, enough } }) => ({ kind, id, change, enough }))
}

/** Requests a second that the change concerns: those that fail more or less, come or go, or are answered later. */
function weigh({ change, before, after }: Difference): number {
  const was = before?.requestsPerSecond ?? 0
  const is = after?.requestsPerSecond ?? 0
  if (change === 'failing' || change === 'recovered')
    return Math.abs(is * (after?.errorPercent ?? 0) - was * (before?.errorPercent ?? 0)) / 100
  if (change === 'slower' || change === 'faster') return is
  // A byte is no request; TCP traffic is ranked among itself, below requests.
  const bytes = Math.abs((after?.bytesPerSecond ?? 0) - (before?.bytesPerSecond ?? 0))
  return was === is ? bytes / (1 + bytes) / 1_000 : Math.abs(is - was)
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** How many nodes and edges each change marks. */
export function countChanges(graph: {
  readonly nodes: readonly Judged[]
  readonly edges: readonly Judged[]
}): Record<ChangeKind, number> {
  const counts = Object.fromEntries(changeKinds.map((kind) => [kind, 0])) as Record<ChangeKind, number> // All keys are there.
  for (const { difference } of [...graph.nodes, ...graph.edges]) counts[difference.change] += 1
  return counts
}
