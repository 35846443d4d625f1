'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type Draft, discardDraft, keepDraft, nameDraft, readDraft } from '#components/shell/drafts.ts'

export interface KeptText {
  readonly text: string
  /** What it was made from: the object as it was then, and its resourceVersion. */
  readonly madeFrom: { readonly text: string; readonly version: string | undefined }
  /** Sets the text and what it is made from: what came of a merge. */
  readonly replace: (draft: {
    readonly text: string
    readonly base: string
    readonly version?: string | undefined
  }) => void
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

/** By which a draft of an object is kept; the name of one that is not there yet is ''. */
export function nameObject({
  kind,
  namespace,
  name,
}: {
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name: string
}): string {
  return `${kind}/${namespace ?? ''}/${name}`
}

/**
 * The text being written, kept in this tab under its person and object until it is discarded, so that neither a reload
 * nor a session that ends takes it.
 */
export function useDraft({
  user,
  object,
  base,
  version,
}: {
  readonly user: string
  readonly object: string
  /** The object as it is. */
  readonly base: string
  /** Its resourceVersion; undefined of one that is not there yet. */
  readonly version?: string | undefined
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
  // The same text under another version: only what nobody writes has moved. What was brought here is made from what is.
  const begun = draft?.base
  const isMoved =
    begun !== undefined && begun !== base && (draft?.version === undefined || draft.version !== version)
  const madeFrom = isMoved ? { text: begun, version: draft?.version } : { text: base, version }
  const write = (text: string) => {
    if (text === (draft?.text ?? base)) return
    if (waiting.current) window.clearTimeout(waiting.current.timer)
    const next = { text, base: madeFrom.text, version: madeFrom.version, atMs: Date.now() }
    waiting.current = { draft: next, timer: window.setTimeout(keepNow, keepAfterMs) }
    setDraft(next)
  }
  const replace: KeptText['replace'] = (given) => {
    if (waiting.current) window.clearTimeout(waiting.current.timer)
    waiting.current = undefined
    const next = { ...given, atMs: Date.now() }
    setLost(!keepDraft(sessionStorage, name, next))
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
    madeFrom,
    write,
    replace,
    draftAtMs: isChanged ? draft.atMs : undefined,
    outdated: isChanged && isMoved,
    lost,
    discard,
  }
}
