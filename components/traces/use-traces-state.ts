'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import {
  buildTracesQuery,
  parseSubject,
  parseTracesState,
  type TraceSubject,
  type TracesState,
} from '#components/traces/url.ts'

/** What the URL says of the list, and the way to change a part of it in place. */
export function useTracesState(): {
  readonly state: TracesState
  readonly subject: TraceSubject | undefined
  readonly change: (part: Partial<TracesState>) => void
} {
  const query = useSearchParams()
  const text = query?.toString() ?? ''
  const { state, subject } = useMemo(() => {
    const parameters = new URLSearchParams(text)
    return { state: parseTracesState(parameters), subject: parseSubject(parameters) }
  }, [text])
  const change = useCallback((part: Partial<TracesState>) => {
    // The address bar, not the hook's value: two changes in one event must both survive.
    const now = new URLSearchParams(window.location.search)
    const next = buildTracesQuery({ ...parseTracesState(now), ...part }, now)
    window.history.replaceState(null, '', `${next}${window.location.hash}`)
  }, [])
  return { state, subject, change }
}
