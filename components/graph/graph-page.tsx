'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import { CanvasButtons } from '#components/graph/canvas-buttons.tsx'
import { findNodes } from '#components/graph/find/find-nodes.ts'
import { GraphStates } from '#components/graph/graph-states.tsx'
import { resolveChosen } from '#components/graph/panels/resolve-chosen.ts'
import { SidePanel } from '#components/graph/panels/side-panel.tsx'
import { findOnCanvas, restFold } from '#components/graph/picture/fold.ts'
import { GraphCanvas } from '#components/graph/stage/graph-canvas.tsx'
import type { GraphStage, StageTarget } from '#components/graph/stage/stage-types.ts'
import { Toolbar } from '#components/graph/toolbar.tsx'
import { useGraphActions } from '#components/graph/use-graph-actions.ts'
import { useGraphAnswer } from '#components/graph/use-graph-answer.ts'
import { useGraphState } from '#components/graph/use-graph-state.ts'
import { usePicture } from '#components/graph/use-picture.ts'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

const GraphTable = lazy(async () => ({
  default: (await import('#components/graph/graph-table.tsx')).GraphTable,
}))

/** Who calls whom: the conductor of call, URL, canvas, table and panel. It draws nothing itself. */
export function GraphPage() {
  const { state, ignored, change } = useGraphState()
  const answer = useGraphAnswer(state)
  const findBox = useRef<HTMLInputElement>(null)
  const [stage, setStage] = useState<GraphStage>()
  const graph = answer.live.data
  const found = useMemo(() => (graph ? findNodes(graph, state.find) : new Set<string>()), [graph, state.find])
  useGraphActions({ state, change, stage, findBox })
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Toolbar state={state} change={change} findBox={findBox} foundCount={found.size} />
      <GraphStates answer={answer} ignored={ignored} state={state} change={change}>
        {(graph) => (
          <GraphBody
            graph={graph}
            found={found}
            state={state}
            change={change}
            stage={stage}
            onStage={setStage}
          />
        )}
      </GraphStates>
    </div>
  )
}

interface GraphBodyProps extends Pick<ReturnType<typeof useGraphState>, 'state' | 'change'> {
  readonly graph: TrafficGraph
  readonly found: ReadonlySet<string>
  readonly stage: GraphStage | undefined
  readonly onStage: (stage: GraphStage | undefined) => void
}

function GraphBody({ graph, found, state, change, stage, onStage }: GraphBodyProps) {
  const t = useTranslations('graph')
  const { picture, scene, arrangement, foundHere } = usePicture({ graph, state, found })
  const chosenHere = useMemo(() => findOnCanvas(picture, state.chosen?.id), [picture, state.chosen])
  const onChoose = useCallback(
    (target: StageTarget | undefined) => {
      if (!target?.id.startsWith('fold|')) return change({ chosen: target })
      const [, cluster = '', name = cluster] = target.id.split('|')
      const chosen =
        name === restFold ? undefined : { kind: 'box' as const, id: `box|namespace|${cluster}|${name}` }
      change({ chosen, open: [...new Set([...state.open, name])].sort() })
    },
    [change, state.open],
  )
  const [laidOut, setLaidOut] = useState<'running' | 'done' | 'late'>('running')
  const chosen = useMemo(() => resolveChosen(graph, picture, state.chosen), [graph, picture, state.chosen])
  return (
    <div className="flex min-h-0 grow flex-col lg:flex-row">
      <div className="relative min-h-0 min-w-0 grow">
        {state.as === 'table' ? (
          <Suspense fallback={null}>
            <GraphTable graph={graph} state={state} change={change} found={found} />
          </Suspense>
        ) : (
          <>
            <GraphCanvas
              label={t('canvas.label', { nodes: graph.nodes.length, edges: graph.edges.length })}
              scene={scene}
              arrangement={arrangement}
              chosen={chosenHere}
              found={foundHere}
              onChoose={onChoose}
              onLayout={setLaidOut}
              onStage={onStage}
            />
            <div role="status" className="pointer-events-none absolute top-3 left-3 z-2 max-w-md">
              {laidOut === 'late' ? <NoticeBar severity="info">{t('canvas.late')}</NoticeBar> : null}
              {laidOut === 'running' ? (
                <span className="rounded-control bg-raised px-2 py-1 text-muted">{t('canvas.running')}</span>
              ) : null}
            </div>
            <CanvasButtons
              onFit={() => stage?.fit()}
              onZoom={(factor) => stage?.zoom(factor)}
              onRelayout={() => stage?.relayout()}
            />
          </>
        )}
      </div>
      <SidePanel graph={graph} state={state} change={change} found={found} chosen={chosen} />
    </div>
  )
}
