import type { Picture } from '#components/graph/picture/types.ts'
import type { GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'
import type { HealthStatus } from '#contract/words.ts'

/** More nodes than this have no readable names on one screen: namespaces are folded into one node each. */
export const foldAboveNodes = 90
/** More namespace nodes than this have none either: the quiet ones are gathered in one. */
export const namespaceNodesAtMost = 60
/** On a phone's screen the names of so many can be read. */
export const namespaceNodesAtMostNarrow = 18

export const foldModes = ['auto', 'always', 'never'] as const
export type FoldMode = (typeof foldModes)[number]

/** More than these have none on a phone. */
export const foldAboveNodesNarrow = 20

/** The fold that gathers namespaces; a namespace cannot be called so. */
export const restFold = 'rest'

export interface FoldChoice {
  readonly mode: FoldMode
  /** Namespaces shown with what is inside; `rest` opens the gathered ones. */
  readonly open: ReadonlySet<string>
  /** How many namespace nodes the window has room for; `namespaceNodesAtMost` when absent. */
  readonly namespacesAtMost?: number
  /** More nodes than this are folded where the choice is left to the window; `foldAboveNodes` when absent. */
  readonly foldAbove?: number
}

export interface Fold {
  /** The picture node's id: `fold|cluster|namespace` or `fold|rest`. */
  readonly id: string
  readonly cluster: string
  readonly namespace: string
  readonly members: readonly GraphNode[]
  readonly namespaces: number
}

const worst: Readonly<Record<HealthStatus, number>> = {
  failing: 5,
  degraded: 4,
  notReady: 3,
  healthy: 2,
  unknown: 1,
  idle: 0,
}

/** The worst state of a group. What is idle or unknown does not speak for a group in which something works. */
export function findWorst(states: Iterable<HealthStatus>): HealthStatus {
  let found: HealthStatus = 'idle'
  for (const state of states) if (worst[state] > worst[found]) found = state
  return found
}

/**
 * Which namespaces are folded. Telemetry's "unknown" never is: it is few nodes and no place. With more namespaces than
 * fit, those in trouble and the largest keep a node of their own; the order does not depend on rates, so that a refresh
 * changes it only when health does.
 */
export function chooseFolds(
  graph: Pick<TrafficGraph, 'nodes'>,
  { mode, open, namespacesAtMost = namespaceNodesAtMost, foldAbove = foldAboveNodes }: FoldChoice,
): readonly Fold[] {
  if (mode === 'never') return []
  const groups = Map.groupBy(
    graph.nodes.filter((node) => node.namespace !== 'unknown'),
    (node) => `${node.cluster}|${node.namespace}`,
  )
  if (mode === 'auto' && (graph.nodes.length <= foldAbove || groups.size < 2)) return []
  // The one namespace that was asked for is what the reader came to see.
  const own = [...groups].filter(([, members]) => members.some(({ flags }) => !flags.includes('outside')))
  const alone =
    mode === 'auto' && graph.nodes.length <= foldAboveNodes && own.length === 1 ? own[0]?.[0] : undefined
  const folds = [...groups].flatMap(([key, members]) => {
    const [first] = members
    if (!first || open.has(first.namespace) || (mode === 'auto' && members.length < 2)) return []
    if (key === alone) return []
    return [{ id: `fold|${key}`, cluster: first.cluster, namespace: first.namespace, members, namespaces: 1 }]
  })
  if (folds.length <= namespacesAtMost || open.has(restFold)) return folds
  const ranked = folds.toSorted(
    (a, b) =>
      worst[worstOf(b.members)] - worst[worstOf(a.members)] ||
      b.members.length - a.members.length ||
      a.namespace.localeCompare(b.namespace),
  )
  const rest = ranked.slice(namespacesAtMost)
  return [
    ...ranked.slice(0, namespacesAtMost),
    {
      id: `fold|${restFold}`,
      cluster: '',
      namespace: '',
      members: rest.flatMap((fold) => fold.members),
      namespaces: rest.length,
    },
  ]
}

function worstOf(members: readonly GraphNode[]): HealthStatus {
  return findWorst(members.map((node) => node.health.status))
}

/** Where on the canvas a chosen thing stands: itself, the fold it is in, or for a folded namespace's box its fold. */
export function findOnCanvas({ nodes }: Picture, id: string | undefined): string | undefined {
  if (id === undefined) return undefined
  const fold = id.replace(/^box\|namespace\|/, 'fold|')
  return (
    nodes.find((node) => node.id === fold || node.members.includes(id))?.id ??
    id.replace(/^fold\|/, 'box|namespace|')
  )
}
