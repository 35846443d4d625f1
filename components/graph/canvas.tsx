'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useCallback, useState } from 'react'
import { CanvasButtons } from '#components/graph/canvas-buttons.tsx'
import type { Pointed } from '#components/graph/canvas-tip.tsx'
import { CanvasKeys } from '#components/graph/keyboard/canvas-keys.tsx'
import { focusCanvas } from '#components/graph/keyboard/focus.ts'
import type { AskedMenu } from '#components/graph/menu/target-menu.tsx'
import type { MenuProps } from '#components/graph/menu/use-target-groups.tsx'
import { restFold } from '#components/graph/picture/fold.ts'
import { GraphCanvas, type GraphCanvasProps } from '#components/graph/stage/graph-canvas.tsx'
import type { GraphStage, StageTarget } from '#components/graph/stage/stage-types.ts'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'

const CanvasTip = lazy(() =>
  withLateWords(import('#components/graph/canvas-tip.tsx').then((part) => part.CanvasTip)),
)

interface CanvasProps
  extends MenuProps,
    Pick<GraphCanvasProps, 'scene' | 'arrangement' | 'chosen' | 'found' | 'onStage'> {
  readonly stage: GraphStage | undefined
  readonly onMenu: (target: StageTarget, at: AskedMenu['at'], origin: HTMLElement | null) => void
}

/** The stage with its keys, its buttons and its word about the layout. */
export function Canvas({ graph, picture, state, change, drill, stage, onMenu, ...shown }: CanvasProps) {
  const t = useTranslations('graph.canvas')
  const { openFold, closeFold } = useFolds(state, change)
  const [pointed, setPointed] = useState<Pointed>()
  const [laidOut, setLaidOut] = useState<'running' | 'done' | 'late'>('running')
  return (
    <CanvasKeys
      picture={picture}
      chosen={shown.chosen}
      onChoose={(target) => change({ chosen: target })}
      onMenu={(target, origin) => onMenu(target, stage?.placeOf(target.id) ?? findMiddle(origin), origin)}
    >
      <GraphCanvas
        {...shown}
        animated={state.show.includes('animation')}
        label={t('label', { nodes: graph.nodes.length, edges: graph.edges.length })}
        onChoose={(target) => {
          focusCanvas()
          if (target?.id.startsWith('fold|')) openFold(target.id)
          else change({ chosen: target })
        }}
        onDrill={({ kind, id }) => {
          if (kind === 'box') closeFold(id)
          else if (!id.startsWith('fold|')) drill.into(id)
        }}
        onMenu={(target, at) => target && onMenu(target, at, focusCanvas())}
        onLayout={setLaidOut}
        onPoint={setPointed}
      />
      <div role="status" className="pointer-events-none absolute top-3 left-3 z-2 max-w-md">
        {laidOut === 'late' ? <NoticeBar severity="info">{t('late')}</NoticeBar> : null}
        {laidOut === 'running' ? (
          <span className="rounded-control bg-raised px-2 py-1 text-muted">{t('running')}</span>
        ) : null}
      </div>
      {pointed ? (
        <Suspense fallback={null}>
          <CanvasTip scene={shown.scene} pointed={pointed} />
        </Suspense>
      ) : null}
      <CanvasButtons
        onFit={() => stage?.fit()}
        onZoom={(factor) => stage?.zoom(factor)}
        onRelayout={() => stage?.relayout()}
      />
    </CanvasKeys>
  )
}

function findMiddle(element: HTMLElement) {
  const { left, top, width, height } = element.getBoundingClientRect()
  return { x: left + width / 2, y: top + height / 2 }
}

/**
 * Opens a folded namespace, and chooses its box; of those that are gathered, all. And folds one again that was opened, by
 * the box that it is in; other boxes stay as they are.
 */
function useFolds(state: MenuProps['state'], change: MenuProps['change']) {
  const openFold = useCallback(
    (id: string) => {
      const [, cluster = '', name = cluster] = id.split('|')
      const chosen =
        name === restFold ? undefined : { kind: 'box' as const, id: `box|namespace|${cluster}|${name}` }
      change({ chosen, open: [...new Set([...state.open, name])].sort() })
    },
    [change, state.open],
  )
  const closeFold = useCallback(
    (id: string) => {
      const [, kind, , name] = id.split('|')
      if (kind !== 'namespace' || name === undefined || !state.open.includes(name)) return
      change({ chosen: undefined, open: state.open.filter((each) => each !== name) })
    },
    [change, state.open],
  )
  return { openFold, closeFold }
}
