'use client'
import { useMemo } from 'react'
import { cutAround, findAround } from '#components/graph/around/cut-around.ts'
import { buildInput, type GraphState } from '#components/graph/url.ts'
import { type LiveCall, useLiveCall } from '#components/query/use-live-call.ts'
import { useView } from '#components/shell/view.tsx'
import { namespaces as namespacesCall } from '#contract/overview.ts'
import { type TrafficGraph, trafficGraph, trafficGraphByBody } from '#contract/traffic-graph.ts'

/** Longer lists of namespaces go in a body: proxies between cut addresses at 8 kB and less. */
const longestList = 2_000

export interface GraphAnswer {
  readonly live: LiveCall<TrafficGraph>
  /** What was asked; empty while unknown, or when the viewer may see none. */
  readonly namespaces: readonly string[]
  /** True when it is known that there is no namespace to ask about. */
  readonly noNamespace: boolean
}

/** Asks for the graph of the chosen namespaces; none chosen means all that the viewer may look into. */
export function useGraphAnswer(state: GraphState): GraphAnswer {
  const { view, ready } = useView()
  const wantsAll = view.namespaces.length === 0
  const visible = useLiveCall(
    namespacesCall,
    { health: false },
    { intervalMs: false, enabled: ready && wantsAll },
  )
  const names = useMemo(
    () =>
      wantsAll
        ? (visible.data?.items ?? [])
            .filter((item) => item.readable)
            .map((item) => item.name)
            .sort()
        : view.namespaces,
    [wantsAll, visible.data, view.namespaces],
  )
  const input = useMemo(() => {
    const unique = [...new Set(names)]
    return buildInput(state, unique.length === 0 ? ['none'] : unique, view.rangeSeconds)
  }, [state, names, view.rangeSeconds])
  const call = names.join(',').length > longestList ? trafficGraphByBody : trafficGraph
  const whole = useLiveCall(call, input, { enabled: ready && names.length > 0 })
  const data = useMemo(
    () => (whole.data && whole.previous ? standIn(whole.data, state.around) : whole.data),
    [whole.data, whole.previous, state.around],
  )
  const graph = { ...whole, data }
  const failedList = wantsAll && visible.problem !== undefined && names.length === 0
  return {
    live: failedList
      ? { ...graph, loading: false, problem: visible.problem, askAgain: visible.askAgain }
      : graph,
    namespaces: names,
    noNamespace: wantsAll && visible.data !== undefined && names.length === 0,
  }
}

/** Until the graph around a node is answered, what an earlier answer knows of it; nothing when it does not know the node. */
function standIn(graph: TrafficGraph, around: string | undefined): TrafficGraph | undefined {
  if (around === undefined) return graph
  const node = findAround(graph.nodes, around)
  return node && cutAround(graph, node.id)
}
