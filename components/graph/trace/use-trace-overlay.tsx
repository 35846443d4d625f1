'use client'
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import type { GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

const TraceStrip = lazy(() =>
  withLateWords(import('#components/graph/trace/trace-strip.tsx').then((part) => part.TraceStrip)),
)

const noPath: ReadonlySet<string> = new Set()

/** The trace of the URL over the graph: a strip that tells of it, and its path among what is found. */
export function useTraceOverlay(
  { trace }: GraphState,
  graph: TrafficGraph | undefined,
  found: ReadonlySet<string>,
  change: ChangeGraph,
): { readonly strip: ReactNode; readonly found: ReadonlySet<string> } {
  const [path, setPath] = useState(noPath)
  const both = useMemo(() => (path.size === 0 ? found : new Set([...found, ...path])), [found, path])
  const strip =
    trace === undefined ? null : (
      <Suspense fallback={null}>
        <TraceStrip id={trace} graph={graph} change={change} onPath={setPath} />
      </Suspense>
    )
  return { strip, found: both }
}
