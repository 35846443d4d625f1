'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type Draft, discardDraft, keepDraft, nameDraft, readDraft } from '#components/shell/drafts.ts'

export interface KeptText {
  readonly text: string
  /** Grows when the text is set from outside of the editor. */
  readonly write: (text: string) => void
  /** When the text was last changed by its writer; undefined while it is as it was. */
  readonly draftAtMs: number | undefined
  /** The object has changed since the draft was begun. */
  readonly outdated: boolean
  /** The browser could not keep the newest change. */
  readonly lost: boolean
  readonly discard: () => void
}

const keepAfterMs = 250

/**
 * The text being written, kept in this tab under its person and object until it is discarded, so that neither a reload
 * nor a session that ends takes it.
 */
export function useDraft({
  user,
  object,
  base,
}: {
  readonly user: string
  readonly object: string
  /** The object as it is. */
  readonly base: string
}): KeptText {
  const name = nameDraft(user, object)
  const [draft, setDraft] = useState<Draft | undefined>(() => readDraft(sessionStorage, name))
  const [lost, setLost] = useState(false)
  const waiting = useRef<{ readonly draft: Draft; readonly timer: number }>(undefined)
  const keepNow = useCallback(() => {
    if (!waiting.current) return
    window.clearTimeout(waiting.current.timer)
    setLost(!keepDraft(sessionStorage, name, waiting.current.draft))
    waiting.current = undefined
  }, [name])
  useEffect(() => {
    window.addEventListener('pagehide', keepNow)
    return () => {
      window.removeEventListener('pagehide', keepNow)
      keepNow()
    }
  }, [keepNow])
  const write = (text: string) => {
    if (text === (draft?.text ?? base)) return
    if (waiting.current) window.clearTimeout(waiting.current.timer)
    const next = { text, base: draft?.base ?? base, atMs: Date.now() }
    waiting.current = { draft: next, timer: window.setTimeout(keepNow, keepAfterMs) }
    setDraft(next)
  }
  const discard = () => {
    if (waiting.current) window.clearTimeout(waiting.current.timer)
    waiting.current = undefined
    discardDraft(sessionStorage, name)
    setDraft(undefined)
    setLost(false)
  }
  const isChanged = draft !== undefined && draft.text !== base
  return {
    text: draft?.text ?? base,
    write,
    draftAtMs: isChanged ? draft.atMs : undefined,
    outdated: isChanged && draft.base !== undefined && draft.base !== base,
    lost,
    discard,
  }
}
