'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { buildGraphQuery, type GraphState, parseGraphState } from '#components/graph/url.ts'

export type ChangeGraph = (change: Partial<GraphState>) => void

/** The screen's state as the URL holds it, and the way to change a part of it in place. */
export function useGraphState(): {
  readonly state: GraphState
  readonly ignored: readonly string[]
  readonly change: ChangeGraph
} {
  const query = useSearchParams()
  const text = query?.toString() ?? ''
  const { state, ignored } = useMemo(() => parseGraphState(new URLSearchParams(text)), [text])
  const change = useCallback<ChangeGraph>((part) => {
    // The address bar, not the hook's value: two changes in one event must both survive.
    const now = new URLSearchParams(window.location.search)
    const next = { ...parseGraphState(now).state, ...part }
    window.history.replaceState(null, '', `${buildGraphQuery(next, now)}${window.location.hash}`)
  }, [])
  return { state, ignored, change }
}
