'use client'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { focusPanel } from '#components/graph/keyboard/focus.ts'
import type { Sight, Walk } from '#components/graph/keyboard/walk-neighbours.ts'
import type { Picture } from '#components/graph/picture/types.ts'
import type { StageTarget } from '#components/graph/stage/stage-types.ts'

interface CanvasKeysProps {
  readonly picture: Picture
  /** What is chosen, as it stands on the canvas. */
  readonly chosen: string | undefined
  readonly onChoose: (target: StageTarget) => void
  readonly onMenu: (target: StageTarget, origin: HTMLElement) => void
  readonly children: ReactNode
}

/**
 * The canvas for hands on the keyboard: arrows walk along the edges and choose what they reach, which a live region tells
 * in words; Enter goes to the panel, the menu key opens what can be done.
 */
export function CanvasKeys({ picture, chosen, onChoose, onMenu, children }: CanvasKeysProps) {
  const t = useTranslations('graph.keys')
  const say = useSentence()
  const walk = useRef<Walk>(undefined)
  const newest = useRef({ picture, chosen })
  useEffect(() => {
    newest.current = { picture, chosen }
  })
  const [told, setTold] = useState('')
  // Loaded at the first step: most people walk by pointer. What is drawn by then is what counts.
  const takeStep = async (key: string) => {
    const { seeNode, walkNeighbours } = await import('#components/graph/keyboard/walk-neighbours.ts')
    const now = newest.current
    const here = now.chosen === undefined ? undefined : { at: now.chosen, from: undefined }
    const from = walk.current?.at === now.chosen ? walk.current : here
    const next = walkNeighbours(now.picture, from, key)
    const at = next?.at ?? from?.at
    const sight = at === undefined ? undefined : seeNode(now.picture, at)
    if (sight) setTold(next ? say(sight) : t('end', { what: say(sight) }))
    if (!next) return
    walk.current = next
    onChoose({ kind: 'node', id: next.at })
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    // The buttons on the canvas have keys of their own.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const here = picture.nodes.find(({ id }) => id === chosen)
    if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
      event.preventDefault()
      if (here) onMenu({ kind: 'node', id: here.id }, event.currentTarget)
      return
    }
    if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault()
      focusPanel()
      return
    }
    if (!walkKeys.has(event.key)) return
    event.preventDefault()
    void takeStep(event.key)
  }
  return (
    <div
      data-graph-canvas=""
      role="application"
      aria-label={t('label')}
      aria-keyshortcuts="ArrowRight ArrowLeft ArrowUp ArrowDown Enter Shift+F10"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is a stop of the Tab key.
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="absolute inset-0 outline-none after:pointer-events-none after:absolute after:inset-0.5 after:z-3 after:rounded-control focus-visible:after:outline-2 focus-visible:after:outline-focus"
    >
      {children}
      <p aria-live="polite" className="sr-only">
        {told}
      </p>
    </div>
  )
}

const walkKeys: ReadonlySet<string> = new Set([
  'ArrowRight',
  'ArrowLeft',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
])

/** A node in one sentence: name, place, state, and how far its edges lead. */
function useSentence(): (sight: Sight) => string {
  const t = useTranslations('graph.keys')
  const words = useTranslations('graph')
  const health = useTranslations('mesh.health')
  return ({ node, box, called, callers }) =>
    t('node', {
      name:
        node.kind === 'rest'
          ? words('more', { count: Number(node.name) })
          : node.name === 'unknown'
            ? words('unknown')
            : node.name,
      place: box === undefined ? '' : t('inBox', { name: box }),
      state: health(node.status),
      out: called,
      in: callers,
    })
}
