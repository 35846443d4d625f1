import type { StageTarget } from '#components/graph/stage/stage-types.ts'
import type { GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import type { MenuPoint } from '#components/ui/context-menu.tsx'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

export interface GraphTableProps {
  readonly graph: TrafficGraph
  readonly state: GraphState
  readonly change: ChangeGraph
  readonly found: ReadonlySet<string>
  readonly onMenu: (target: StageTarget, at: MenuPoint, origin: HTMLElement | null) => void
}

/** One of the tables; `shown` are its columns, whatever their order. */
export interface TableProps<Column extends string> extends GraphTableProps {
  readonly shown: readonly Column[]
}
