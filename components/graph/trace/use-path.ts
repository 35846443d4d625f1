'use client'
import { useMemo } from 'react'
import { listHops } from '#components/graph/trace/list-hops.ts'
import { matchHops, type TracePath } from '#components/graph/trace/match-hops.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { type Trace, trace as traceCall } from '#contract/traces.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/** The trace of the URL, asked once for all who draw it, and its path over this graph. */
export function usePath(id: string, graph: TrafficGraph | undefined) {
  const { data, problem, askAgain } = useLiveCall(traceCall, { id }, { intervalMs: false })
  const hops = useMemo(() => listHops(data?.spans ?? none), [data])
  const path = useMemo((): TracePath | undefined => graph && matchHops(hops, graph), [hops, graph])
  return { trace: data, path, problem, askAgain }
}

const none: Trace['spans'] = []
