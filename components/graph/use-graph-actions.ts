'use client'
import { useTranslations } from 'next-intl'
import type { RefObject } from 'react'
import type { Drill } from '#components/graph/around/use-drill.ts'
import { focusPanel, leavePanel } from '#components/graph/keyboard/focus.ts'
import { layoutNames } from '#components/graph/stage/layout/types.ts'
import type { GraphStage } from '#components/graph/stage/stage-types.ts'
import { type GraphState, views } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { type Action, useActions } from '#components/shell/actions.tsx'

/** What can be done on this screen, for the palette and the keys. */
export function useGraphActions({
  state,
  change,
  drill,
  around,
  stage,
  findBox,
}: {
  readonly state: GraphState
  readonly change: ChangeGraph
  readonly drill: Drill
  /** The id of the node that the graph is about. */
  readonly around: string | undefined
  readonly stage: GraphStage | undefined
  readonly findBox: RefObject<HTMLInputElement | null>
}): void {
  const t = useTranslations('graph')
  const group = t('title')
  const act = (id: string, label: string, run: () => void, keys?: string): Action => ({
    id: `graph.${id}`,
    label,
    group,
    run,
    ...(keys === undefined ? {} : { keys }),
  })
  const { chosen } = state
  const chosenNode = chosen?.kind === 'node' && chosen.id !== around ? chosen.id : undefined
  // Around a node it is chosen anyway: what was chosen beside it goes first.
  const isAround = state.around !== undefined
  const leavesAround = isAround && (chosen === undefined || chosen.id === around)
  useActions([
    act('find', t('query.box.find'), () => findBox.current?.focus(), '/'),
    act(
      'twin',
      t(state.as === 'graph' ? 'as.toTable' : 'as.toGraph'),
      () => change({ as: state.as === 'graph' ? 'table' : 'graph' }),
      't',
    ),
    act(
      'clear',
      t(leavesAround ? 'trail.back' : 'panel.close'),
      () => {
        leavePanel()
        if (leavesAround) drill.out()
        else change({ chosen: undefined })
      },
      'escape',
    ),
    act('panel', t('keys.panel'), focusPanel, 'p'),
    ...(isAround ? [act('whole', t('trail.back'), drill.out, 'backspace')] : []),
    ...(chosenNode === undefined ? [] : [act('around', t('trail.into'), () => drill.into(chosenNode), 'o')]),
    act('fit', t('canvas.fit'), () => stage?.fit(), '0'),
    act('in', t('canvas.zoomIn'), () => stage?.zoom(1.3), '+'),
    act('out', t('canvas.zoomOut'), () => stage?.zoom(1 / 1.3), '-'),
    act('again', t('canvas.layOutAgain'), () => stage?.relayout(), 'l'),
    act('kiosk', t(state.kiosk ? 'kiosk.off' : 'kiosk.on'), () => change({ kiosk: !state.kiosk })),
    ...views.map((view) =>
      act(`view.${view}`, t('actionView', { view: t(`view.${view}`) }), () =>
        change({ view, chosen: undefined }),
      ),
    ),
    ...layoutNames.map((layout) =>
      act(`layout.${layout}`, t('actionLayout', { layout: t(`layout.${layout}`) }), () => change({ layout })),
    ),
  ])
}
