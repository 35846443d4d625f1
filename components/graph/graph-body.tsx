'use client'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import type { Drill } from '#components/graph/around/use-drill.ts'
import { Canvas } from '#components/graph/canvas.tsx'
import type { AskedMenu } from '#components/graph/menu/target-menu.tsx'
import { resolveChosen } from '#components/graph/panels/resolve-chosen.ts'
import { SidePanel } from '#components/graph/panels/side-panel.tsx'
import { findOnCanvas } from '#components/graph/picture/fold.ts'
import type { GraphStage, StageTarget } from '#components/graph/stage/stage-types.ts'
import type { useGraphState } from '#components/graph/use-graph-state.ts'
import { usePicture } from '#components/graph/use-picture.ts'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

const Trail = lazy(async () => ({ default: (await import('#components/graph/around/trail.tsx')).Trail }))
const GraphTable = lazy(() =>
  withLateWords(import('#components/graph/graph-table.tsx').then((part) => part.GraphTable)),
)
const TargetMenu = lazy(() =>
  withLateWords(import('#components/graph/menu/target-menu.tsx').then((part) => part.TargetMenu)),
)

interface GraphBodyProps extends Pick<ReturnType<typeof useGraphState>, 'state' | 'change'> {
  readonly graph: TrafficGraph
  readonly found: ReadonlySet<string>
  readonly drill: Drill
  readonly stage: GraphStage | undefined
  readonly onStage: (stage: GraphStage | undefined) => void
}

/** The graph as canvas or as table, with the panel that explains what is chosen and the menu of what can be done. */
export function GraphBody({ graph, found, state, change, drill, stage, onStage }: GraphBodyProps) {
  const { picture, scene, arrangement, foundHere } = usePicture({ graph, state, found })
  const chosenHere = useMemo(() => findOnCanvas(picture, state.chosen?.id), [picture, state.chosen])
  const chosen = useMemo(() => resolveChosen(graph, picture, state.chosen), [graph, picture, state.chosen])
  const [asked, setAsked] = useState<AskedMenu>()
  const onMenu = useCallback(
    (target: StageTarget, at: AskedMenu['at'], origin: HTMLElement | null) =>
      setAsked({ target, at, origin }),
    [],
  )
  const shared = { graph, picture, state, change, drill }
  return (
    <>
      {state.around === undefined ? null : (
        <Suspense fallback={<div className="h-9 shrink-0 border-b border-line bg-surface" />}>
          <Trail graph={graph} around={state.around} onOut={drill.out} />
        </Suspense>
      )}
      <div className="flex min-h-0 grow flex-col lg:flex-row">
        <div className="relative min-h-0 min-w-0 grow">
          {state.as === 'table' ? (
            <Suspense fallback={null}>
              <GraphTable graph={graph} state={state} change={change} found={found} onMenu={onMenu} />
            </Suspense>
          ) : (
            <Canvas
              {...shared}
              scene={scene}
              arrangement={arrangement}
              chosen={chosenHere}
              found={foundHere}
              stage={stage}
              onStage={onStage}
              onMenu={onMenu}
            />
          )}
        </div>
        <SidePanel {...shared} found={found} chosen={chosen} />
      </div>
      {asked ? (
        <Suspense fallback={null}>
          <TargetMenu {...shared} asked={asked} onClose={() => setAsked(undefined)} />
        </Suspense>
      ) : null}
    </>
  )
}
