'use client'
import { useCallback, useRef } from 'react'
import { nameAround } from '#components/graph/around/cut-around.ts'
import type { GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

export interface Drill {
  /** Shows the graph around a node of this one; nothing happens for what telemetry has no name for. */
  readonly into: (id: string) => void
  /** Back to what was shown before, with the choice that was made there; by link alone, to the whole graph. */
  readonly out: () => void
}

/** Both ways are new pages for the browser, so that its back button undoes each. */
export function useDrill(state: GraphState, enter: ChangeGraph, graph: TrafficGraph | undefined): Drill {
  const before = useRef(new Map<string, Pick<GraphState, 'around' | 'chosen'>>())
  const { around, chosen } = state
  const into = useCallback(
    (id: string) => {
      const node = graph?.nodes.find((each) => each.id === id)
      const next = node && nameAround(node)
      if (next === undefined || next === around) return
      before.current.set(next, { around, chosen })
      enter({ around: next, chosen: { kind: 'node', id } })
    },
    [graph, around, chosen, enter],
  )
  const out = useCallback(() => {
    if (around === undefined) return
    enter(before.current.get(around) ?? { around: undefined })
  }, [around, enter])
  return { into, out }
}
