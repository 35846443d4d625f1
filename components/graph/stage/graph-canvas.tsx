'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import type { Scene } from '#components/graph/stage/captions.ts'
import type { Arrangement, GraphStage, StageEvents } from '#components/graph/stage/stage-types.ts'
import { readTokens } from '#components/graph/stage/tokens.ts'

export interface GraphCanvasProps {
  readonly label: string
  readonly scene: Scene
  readonly arrangement: Arrangement
  readonly chosen: string | undefined
  readonly found: ReadonlySet<string>
  readonly animated: boolean
  /** Whether buttons lie in its lower left corner, which is then kept free. They do unless said otherwise. */
  readonly hasButtons?: boolean
  readonly onChoose: StageEvents['choose']
  readonly onDrill: StageEvents['drill']
  readonly onMenu: StageEvents['menu']
  readonly onLayout: StageEvents['layout']
  readonly onPoint: StageEvents['point']
  /** Receives the stage's own acts, for buttons and keys; undefined when it is gone. */
  readonly onStage: (stage: GraphStage | undefined) => void
}

const loadStage = () => import('#components/graph/stage/graph-stage.ts')

/** Fetches the stage's code while the answer that it will draw is still on its way. */
export function usePreloadedStage(wanted: boolean): void {
  useEffect(() => {
    // Whoever draws asks again, and fails in the open.
    if (wanted) loadStage().catch(() => undefined)
  }, [wanted])
}

/** The stage in React: one effect makes and ends it, one tells it the scene, one what is marked. */
export function GraphCanvas(props: GraphCanvasProps) {
  const { label, scene, arrangement, chosen, found, animated } = props
  const container = useRef<HTMLDivElement>(null)
  const newest = useRef(props)
  const t = useTranslations('graph.canvas')
  const [stage, setStage] = useState<GraphStage>()
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    newest.current = props
  })
  useEffect(() => {
    const element = container.current
    if (!element) return
    let made: GraphStage | undefined
    let gone = false
    const page = document.documentElement
    const theme = new MutationObserver(() => made?.restyle(readTokens(page)))
    const begin = async () => {
      const { createGraphStage } = await loadStage()
      if (gone) return
      made = createGraphStage(element, readTokens(page), newest.current.hasButtons ?? true)
      made.on('choose', (target) => newest.current.onChoose(target))
      made.on('drill', (target) => newest.current.onDrill(target))
      made.on('menu', (target, at) => newest.current.onMenu(target, at))
      made.on('point', (pointed) => newest.current.onPoint(pointed))
      made.on('layout', (state) => newest.current.onLayout(state))
      theme.observe(page, { attributeFilter: ['data-theme'] })
      setStage(made)
      newest.current.onStage(made)
    }
    // Its code could not be fetched, or the browser has no canvas to give: the table twin shows the same.
    begin().catch(() => setFailed(!gone))
    return () => {
      gone = true
      theme.disconnect()
      made?.destroy()
      setStage(undefined)
      newest.current.onStage(undefined)
    }
  }, [])
  useEffect(() => stage?.show(scene, arrangement), [stage, scene, arrangement])
  useEffect(() => stage?.highlight({ chosen, found }), [stage, chosen, found])
  useEffect(() => stage?.animate(animated), [stage, animated])
  return (
    <>
      <div role="img" aria-label={label} className="absolute inset-0 overflow-hidden bg-page">
        {/* Cytoscape makes its container relative, so the place in the page is the outer one's. */}
        <div ref={container} className="h-full w-full" />
      </div>
      {failed ? (
        <p role="alert" className="absolute inset-0 m-auto h-fit max-w-sm p-4 text-center text-muted">
          {t('failed')}
        </p>
      ) : null}
    </>
  )
}
