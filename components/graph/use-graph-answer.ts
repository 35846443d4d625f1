'use client'
import { useMemo } from 'react'
import { cutAround, findAround } from '#components/graph/around/cut-around.ts'
import { buildComparedGraph } from '#components/graph/compare/compared-graph.ts'
import { buildInput, type GraphState, isLongList } from '#components/graph/url.ts'
import { type LiveCall, useLiveCall } from '#components/query/use-live-call.ts'
import { useView } from '#components/shell/view.tsx'
import type { CallInput } from '#contract/define-call.ts'
import { type GraphComparison, graphComparison, graphComparisonByBody } from '#contract/graph-comparison.ts'
import { namespaces as namespacesCall } from '#contract/overview.ts'
import { type TrafficGraph, trafficGraph, trafficGraphByBody } from '#contract/traffic-graph.ts'

/** What was does not change, but for samples that came late. */
export const keptPastMs = 5 * 60_000

export interface GraphAnswer {
  readonly live: LiveCall<TrafficGraph>
  /** The question of the graph call, whose `at` a replay moves. */
  readonly input: CallInput<typeof trafficGraph>
  /** What was asked; empty while unknown, or when the viewer may see none. */
  readonly namespaces: readonly string[]
  /** True when it is known that there is no namespace to ask about. */
  readonly noNamespace: boolean
}

/**
 * Asks for the graph of the chosen namespaces; none chosen means all that the viewer may look into.
 *
 * @param held the graph of a snapshot, which stands in place of an answer
 */
export function useGraphAnswer(state: GraphState, held?: TrafficGraph): GraphAnswer {
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
  const isLong = isLongList(names)
  const enabled = ready && names.length > 0 && state.snapshot === undefined
  const base = chooseBase(state)
  const past = state.at === undefined ? {} : { intervalMs: false as const, freshMs: keptPastMs }
  const alone = useLiveCall(isLong ? trafficGraphByBody : trafficGraph, input, {
    ...past,
    enabled: enabled && base === undefined,
  })
  const compared = useLiveCall(
    isLong ? graphComparisonByBody : graphComparison,
    { ...input, ...base },
    { ...past, enabled: enabled && base !== undefined },
  )
  const comparison = compared.data
  const both = useMemo(() => comparison && buildComparedGraph(comparison), [comparison])
  const whole = base === undefined ? alone : showBoth(compared, both, alone)
  const data = useMemo(
    () => (whole.data && whole.previous ? standIn(whole.data, state.around) : whole.data),
    [whole.data, whole.previous, state.around],
  )
  const graph = state.snapshot === undefined ? { ...whole, data } : { ...askedNothing, data: held }
  const failedList =
    state.snapshot === undefined && wantsAll && visible.problem !== undefined && names.length === 0
  return {
    live: failedList
      ? { ...graph, loading: false, problem: visible.problem, askAgain: visible.askAgain }
      : graph,
    input,
    namespaces: names,
    noNamespace: state.snapshot === undefined && wantsAll && visible.data !== undefined && names.length === 0,
  }
}

/** A snapshot is a file: nothing is asked, and nothing can fail. */
const askedNothing = {
  problem: undefined,
  loading: false,
  fetching: false,
  previous: false,
  updatedAtMs: undefined,
  askAgain: () => undefined,
} as const

/** The other side of a comparison as the call takes it; undefined when nothing is compared. */
function chooseBase({ baseAt, baseNamespaces, limits }: GraphState) {
  if (baseAt === undefined && baseNamespaces.length === 0) return undefined
  return {
    ...(baseAt === undefined ? {} : { baseAt }),
    ...(baseNamespaces.length === 0 ? {} : { baseNamespaces: [...baseNamespaces] }),
    ...limits,
  }
}

/** The comparison; until it is answered, the graph that stood there before it was asked. */
function showBoth(
  compared: LiveCall<GraphComparison>,
  both: TrafficGraph | undefined,
  alone: LiveCall<TrafficGraph>,
): LiveCall<TrafficGraph> {
  if (both) return { ...compared, data: both }
  return { ...compared, data: alone.data, previous: true, loading: compared.loading && !alone.data }
}

/** Until the graph around a node is answered, what an earlier answer knows of it; nothing when it does not know the node. */
function standIn(graph: TrafficGraph, around: string | undefined): TrafficGraph | undefined {
  if (around === undefined) return graph
  const node = findAround(graph.nodes, around)
  return node && cutAround(graph, node.id)
}
