import { useMemo } from 'react'
import { findComparison, indexDifferences } from '#components/graph/compare/compared-graph.ts'
import { markChanges } from '#components/graph/compare/mark-changes.ts'
import { buildPicture } from '#components/graph/picture/build-picture.ts'
import {
  foldAboveNodes,
  foldAboveNodesNarrow,
  namespaceNodesAtMost,
  namespaceNodesAtMostNarrow,
} from '#components/graph/picture/fold.ts'
import type { GraphState } from '#components/graph/url.ts'
import { useCaptions } from '#components/graph/use-captions.ts'
import { useNarrow } from '#components/ui/use-media.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/** What the canvas shows of a graph: its picture with captions, how it is to be laid out, and what of it was found. */
export function usePicture({
  graph,
  state,
  found,
}: {
  readonly graph: TrafficGraph
  readonly state: GraphState
  readonly found: ReadonlySet<string>
}) {
  const narrow = useNarrow()
  const comparison = findComparison(graph)
  const differences = useMemo(() => comparison && indexDifferences(comparison), [comparison])
  const picture = useMemo(() => {
    const built = buildPicture(graph, {
      mode: state.fold,
      open: new Set(state.open),
      boxes: new Set(state.boxes),
      edgeMode: state.edgeMode,
      namespacesAtMost: narrow ? namespaceNodesAtMostNarrow : namespaceNodesAtMost,
      foldAbove: narrow ? foldAboveNodesNarrow : foldAboveNodes,
    })
    return differences ? markChanges(built, differences) : built
  }, [graph, state.fold, state.open, state.boxes, state.edgeMode, narrow, differences])
  const captions = useCaptions(picture, state, differences)
  const scene = useMemo(() => ({ picture, captions }), [picture, captions])
  // Numbers never lay out anew; what is in the graph and how it is gathered does.
  const { layout, fold, boxes, open, edgeMode, around } = state
  const key = JSON.stringify([graph.view, layout, fold, boxes, open, edgeMode === 'none', around, narrow])
  const arrangement = useMemo(() => ({ layout, key }), [layout, key])
  const foundHere = useMemo(
    () =>
      new Set(
        [...picture.nodes, ...picture.edges]
          .filter(({ members }) => members.some((id) => found.has(id)))
          .map(({ id }) => id),
      ),
    [picture, found],
  )
  return { picture, scene, arrangement, foundHere }
}
