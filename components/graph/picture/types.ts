import type { Flow } from '#components/graph/picture/sum-edges.ts'
import type { Change } from '#contract/graph-comparison.ts'
import type { GraphNode } from '#contract/traffic-graph.ts'
import type { HealthStatus } from '#contract/words.ts'

/** What a node is drawn as. `namespace` is a folded namespace, `rest` all the namespaces that are not worth one each. */
export type PictureKind = GraphNode['kind'] | 'serviceEntry' | 'namespace' | 'rest'

/** What is drawn in a corner of a node. */
export type BadgeId = Exclude<GraphNode['flags'][number], 'idle' | 'outside'> | 'gateway' | 'alert'

export interface PictureNode {
  readonly id: string
  readonly kind: PictureKind
  readonly status: HealthStatus
  readonly name: string
  /** A second line: the version, the namespace where no box says it, or what is inside a folded one. */
  readonly detail: string
  readonly badges: readonly BadgeId[]
  /** Drawn behind the others: of a namespace that was not asked for, or withheld. */
  readonly quiet: boolean
  readonly box: string | undefined
  /** Rank among equals when there is no room for every name: traffic, requests a second in and out. */
  readonly weight: number
  /** Share of requests to it that fail, 0…100; what a failing node says on its second line. */
  readonly errorPercent: number | undefined
  /** Of a fold: how many inside have its state. */
  readonly alike: number
  /** Graph node ids behind it; itself when it is no fold. */
  readonly members: readonly string[]
  /** In a comparison: what became of it. Its status says the same in the scale of states. */
  readonly change?: Change
}

export interface PictureEdge {
  readonly id: string
  readonly source: string
  readonly target: string
  readonly protocol: 'http' | 'grpc' | 'tcp' | 'mixed'
  readonly status: HealthStatus
  readonly idle: boolean
  readonly flow: Flow
  /** Calls were refused for want of a connection (`UO`) or of a healthy endpoint (`UH`), as a circuit breaker does. */
  readonly refused: boolean
  /** Graph edge ids behind it. */
  readonly members: readonly string[]
  readonly change?: Change
}

export const boxKinds = ['cluster', 'namespace', 'app'] as const
export type BoxKind = (typeof boxKinds)[number]

export interface PictureBox {
  readonly id: string
  readonly kind: BoxKind
  readonly name: string
  readonly parent: string | undefined
  /** Of a namespace that was opened by hand, and is folded again by a press. */
  readonly opened?: boolean
}

/** What is on the canvas: the graph after folding, boxing and choosing edges. */
export interface Picture {
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly PictureEdge[]
  readonly boxes: readonly PictureBox[]
  /** Namespaces that are drawn as one node each, and those gathered in the rest. */
  readonly folded: number
}
