'use client'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Fault } from '#components/graph/find/types.ts'
import type { Language } from '#components/graph/find/use-language.ts'
import { useTyped } from '#components/ui/use-ahead.ts'

/** The URL follows the typing a moment later, so that each letter does not search thousands of nodes. */
const applyAfterMs = 150

/**
 * A query while it is written. What is valid is told a moment after the last letter; what is not is kept in the box, and
 * its fault told once the person pauses at it: by Enter, by leaving the box, or when what is wrong lies before its end.
 */
export function useQueryText({
  text,
  language,
  onChange,
}: {
  readonly text: string
  readonly language: Language | undefined
  readonly onChange: (text: string) => void
}) {
  const [typed, setTyped, isTold, tell] = useTyped(text, onChange)
  const [caret, setCaret] = useState(text.length)
  const [settled, setSettled] = useState(true)
  const input = useRef<HTMLInputElement>(null)
  const wantedCaret = useRef<number>(undefined)
  const found = language?.findFault(typed)
  const fault = found && (settled || !isUnfinished(found, typed)) ? found : undefined
  useEffect(() => {
    if (isTold || !language || found) return
    const timer = setTimeout(() => tell(typed), applyAfterMs)
    return () => clearTimeout(timer)
  }, [typed, isTold, language, found, tell])
  useLayoutEffect(() => {
    const at = wantedCaret.current
    wantedCaret.current = undefined
    if (at !== undefined && document.activeElement === input.current) input.current?.setSelectionRange(at, at)
  })
  const type = (next: string, at: number) => {
    setTyped(next)
    setCaret(at)
    setSettled(false)
    wantedCaret.current = at
  }
  return {
    typed,
    caret,
    input,
    fault,
    type,
    /** Another text in its place, from a button: the box has the focus again. */
    correct(next: string) {
      type(next, next.length)
      input.current?.focus()
    },
    track: setCaret,
    /** The person has finished: what is wrong is told now. True when nothing is. */
    settle(): boolean {
      setSettled(true)
      return language !== undefined && !found
    },
  }
}

/** Something is only missing at the end, where it may still come. */
function isUnfinished({ at, code }: Fault, text: string): boolean {
  return at >= text.trimEnd().length || code === 'quoteOpen' || code === 'parenthesisOpen'
}
