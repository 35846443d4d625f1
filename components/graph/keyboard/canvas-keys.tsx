'use client'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { focusPanel } from '#components/graph/keyboard/focus.ts'
import {
  listCalled,
  listCallers,
  type Walk,
  walkNeighbours,
} from '#components/graph/keyboard/walk-neighbours.ts'
import type { Picture, PictureNode } from '#components/graph/picture/types.ts'
import type { StageTarget } from '#components/graph/stage/stage-types.ts'
import type { HealthStatus } from '#contract/words.ts'

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
  const say = useSentence(picture)
  const [walk, setWalk] = useState<Walk>()
  const [told, setTold] = useState('')
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
    const from = walk?.at === chosen ? walk : here && { at: here.id, from: undefined }
    const next = walkNeighbours(picture, from, event.key)
    if (next) {
      setWalk(next)
      onChoose({ kind: 'node', id: next.at })
      setTold(say(next.at))
    } else if (from && event.key.startsWith('Arrow')) setTold(t('end', { what: say(from.at) }))
    else return
    event.preventDefault()
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

/** A node in one sentence: name, place, state, and how far its edges lead. */
function useSentence(picture: Picture): (id: string) => string {
  const t = useTranslations('graph.keys')
  const words = useTranslations('graph')
  const health = useTranslations('mesh.health')
  const nameOf = (node: PictureNode) =>
    node.kind === 'rest'
      ? words('more', { count: Number(node.name) })
      : node.name === 'unknown'
        ? words('unknown')
        : node.name
  return (id) => {
    const node = picture.nodes.find((each) => each.id === id)
    if (!node) return ''
    const status: HealthStatus = node.status
    const box = picture.boxes.find((each) => each.id === node.box)
    return t('node', {
      name: nameOf(node),
      place: box ? t('inBox', { name: box.name }) : '',
      state: health(status),
      out: listCalled(picture, id).length,
      in: listCallers(picture, id).length,
    })
  }
}
