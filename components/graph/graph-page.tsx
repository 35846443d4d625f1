'use client'
import { lazy, Suspense, useRef, useState } from 'react'
import { findAround } from '#components/graph/around/cut-around.ts'
import { useDrill } from '#components/graph/around/use-drill.ts'
import { AllHidden } from '#components/graph/find/all-hidden.tsx'
import { useQueries } from '#components/graph/find/use-queries.ts'
import { GraphBody } from '#components/graph/graph-body.tsx'
import { GraphStates } from '#components/graph/graph-states.tsx'
import { MomentButton } from '#components/graph/moments/moment-button.tsx'
import { isAway } from '#components/graph/moments/past.ts'
import { usePreloadedStage } from '#components/graph/stage/graph-canvas.tsx'
import type { GraphStage } from '#components/graph/stage/stage-types.ts'
import { TakeMenu } from '#components/graph/take/take-menu.tsx'
import { useSnapshot } from '#components/graph/take/use-snapshot.ts'
import { Toolbar } from '#components/graph/toolbar.tsx'
import { useTraceOverlay } from '#components/graph/trace/use-trace-overlay.tsx'
import { useGraphActions } from '#components/graph/use-graph-actions.ts'
import { useGraphAnswer } from '#components/graph/use-graph-answer.ts'
import { useGraphState } from '#components/graph/use-graph-state.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import words from '#messages/areas/graph.json'

const MomentStrip = lazy(() =>
  withLateWords(import('#components/graph/moments/moment-strip.tsx').then((part) => part.MomentStrip)),
)

const SnapshotBar = lazy(() =>
  withLateWords(import('#components/graph/take/snapshot-bar.tsx').then((part) => part.SnapshotBar)),
)
const SnapshotMissing = lazy(() =>
  withLateWords(import('#components/graph/take/snapshot-missing.tsx').then((part) => part.SnapshotMissing)),
)

/** Who calls whom: the conductor of call, URL, canvas, table and panel. It draws nothing itself. */
export function GraphPage() {
  return (
    <AreaWords words={words}>
      <GraphScreen />
    </AreaWords>
  )
}

function GraphScreen() {
  const { state, ignored, change, enter } = useGraphState()
  const { held, pick, close, drop } = useSnapshot(change)
  const answer = useGraphAnswer(state, held?.graph)
  const findBox = useRef<HTMLInputElement>(null)
  const [stage, setStage] = useState<GraphStage>()
  const [momentsOpen, setMomentsOpen] = useState(false)
  const away = state.snapshot === undefined && isAway(state)
  const graph = answer.live.data
  const queries = useQueries(graph, state)
  const { strip, found } = useTraceOverlay(state, queries.graph, queries.found, change)
  const drill = useDrill(state, enter, graph)
  const around = findAround(graph?.nodes ?? [], state.around)?.id
  usePreloadedStage(state.as === 'graph')
  useGraphActions({ state, change, drill, around, stage, findBox })
  const extra = (
    <>
      <MomentButton open={momentsOpen} held={away} onToggle={() => setMomentsOpen(!momentsOpen)} />
      <TakeMenu graph={queries.graph} state={state} stage={stage} pick={pick} />
    </>
  )
  return (
    <div className="flex h-full min-h-0 flex-col" {...drop}>
      <Toolbar state={state} change={change} findBox={findBox} queries={queries} extra={extra} />
      <Suspense fallback={null}>
        {held && state.snapshot !== undefined ? (
          <SnapshotBar snapshot={held.snapshot} onClose={close} />
        ) : momentsOpen || away ? (
          <MomentStrip state={state} change={change} answer={answer} onClose={() => setMomentsOpen(false)} />
        ) : null}
      </Suspense>
      {strip}
      {state.snapshot !== undefined && !held ? (
        <Suspense fallback={null}>
          <SnapshotMissing digest={state.snapshot} onPick={pick} onClose={close} />
        </Suspense>
      ) : (
        <GraphStates answer={answer} ignored={ignored} state={state} change={change} onOut={drill.out}>
          {(whole) =>
            queries.graph?.nodes.length === 0 ? (
              <AllHidden count={whole.nodes.length} query={state.hide} change={change} />
            ) : queries.graph ? (
              <GraphBody
                graph={queries.graph}
                found={found}
                state={state}
                change={change}
                drill={drill}
                stage={stage}
                onStage={setStage}
              />
            ) : null
          }
        </GraphStates>
      )}
    </div>
  )
}
