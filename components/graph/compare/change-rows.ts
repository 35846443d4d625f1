import { nameNode } from '#components/graph/picture/build-picture.ts'
import type { SortChoice } from '#components/graph/table/rows.ts'
import type { Change, Difference, GraphComparison, SideNumbers } from '#contract/graph-comparison.ts'
import type { GraphNode } from '#contract/traffic-graph.ts'

export interface ChangeRow {
  readonly id: string
  readonly kind: 'node' | 'edge'
  readonly name: string
  readonly change: Change
  readonly difference: Difference
}

/** `health` is the gravity of the change, as in the other tables it is that of the state. */
export const changeColumns = ['health', 'what', 'traffic', 'errors', 'latency'] as const
export type ChangeColumn = (typeof changeColumns)[number]

/** The changes as rows; as given they are gravest first, and numbers are sorted by how far they moved. */
export function buildChangeRows(
  { nodes, edges, changes }: Pick<GraphComparison, 'nodes' | 'edges' | 'changes'>,
  { column, direction }: SortChoice<ChangeColumn>,
): readonly ChangeRow[] {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]))
  const edgeOf = new Map(edges.map((edge) => [edge.id, edge]))
  const rows = changes.flatMap(({ kind, id, change }): ChangeRow[] => {
    const edge = kind === 'edge' ? edgeOf.get(id) : undefined
    const node = kind === 'node' ? nodeOf.get(id) : undefined
    const difference = (edge ?? node)?.difference
    if (!difference) return []
    const name = edge
      ? `${nameEnd(nodeOf.get(edge.source))} → ${nameEnd(nodeOf.get(edge.target))}`
      : nameEnd(node)
    return [{ id, kind, name, change, difference }]
  })
  const moved = (read: (numbers: SideNumbers) => number | undefined) => (row: ChangeRow) => {
    const { before = {}, after = {} } = row.difference
    return Math.abs((read(after) ?? 0) - (read(before) ?? 0))
  }
  const byNumber = (measure: (row: ChangeRow) => number) => (a: ChangeRow, b: ChangeRow) =>
    measure(a) - measure(b)
  const comparisons: Record<Exclude<ChangeColumn, 'health'>, (a: ChangeRow, b: ChangeRow) => number> = {
    what: (a, b) => a.name.localeCompare(b.name),
    traffic: byNumber(moved((numbers) => numbers.requestsPerSecond)),
    errors: byNumber(moved((numbers) => numbers.errorPercent)),
    latency: byNumber(moved((numbers) => numbers.latencyMs)),
  }
  // As the answer lists them, gravity has more to it than the kind of change.
  if (column === 'health') return direction === 'ascending' ? rows : rows.toReversed()
  const sign = direction === 'ascending' ? 1 : -1
  return rows.sort((a, b) => sign * comparisons[column](a, b))
}

function nameEnd(node: GraphNode | undefined): string {
  return node ? `${node.namespace}/${nameNode(node)}` : ''
}
