'use client'
import { useCallback, useRef } from 'react'
import type { GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'

export interface Drill {
  /** Shows the graph around one node. */
  readonly into: (id: string) => void
  /** Back to what was shown before, with the choice that was made there; by link alone, to the whole graph. */
  readonly out: () => void
}

/** Both ways are new pages for the browser, so that its back button undoes each. */
export function useDrill(state: GraphState, enter: ChangeGraph): Drill {
  const before = useRef(new Map<string, Pick<GraphState, 'around' | 'chosen'>>())
  const { around, chosen } = state
  const into = useCallback(
    (id: string) => {
      if (id === around) return
      before.current.set(id, { around, chosen })
      enter({ around: id, chosen: { kind: 'node', id } })
    },
    [around, chosen, enter],
  )
  const out = useCallback(() => {
    if (around === undefined) return
    enter(before.current.get(around) ?? { around: undefined, chosen: { kind: 'node', id: around } })
  }, [around, enter])
  return { into, out }
}
